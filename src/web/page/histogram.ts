import { short } from "../messages/format.ts";
import { t } from "../messages/t.ts";
import type { Snapshot } from "../protocol.ts";
import { drawWhenSeen, element, fitCanvas, say } from "./elements.ts";
import { colours, onThemeChange } from "./theme.ts";

/** Below the hills: a line of numbers, and one of words. */
const FOOT = 38;
const NUMBERS = 22;
/** CSS pixels between two numbers at least. */
const NUMBER_WIDTH = 40;

/** Bins that may be shown, of all: few numbers, so that the axis stands still while the network learns. */
const WIDTHS = [16, 24, 32];
/** Pairs that may lie beyond what is shown. */
const BEYOND = 8;

/** The distance at the chart's right edge. */
export function shownDistance({ binWidth, same, different }: Snapshot["histogram"]): number {
  const beyond = (bins: number) => same.reduce((sum, count, i) => (i < bins ? sum : sum + count + different[i]), 0);
  return binWidth * (WIDTHS.find((bins) => beyond(bins) <= BEYOND) ?? same.length);
}

/** How far apart pairs of one class and of two lie, as two hills, with the threshold between them. */
export class HistogramChart {
  readonly #canvas = element("histogram", HTMLCanvasElement);
  readonly #text = element("histogram-text", HTMLParagraphElement);
  readonly #redraw = drawWhenSeen(this.#canvas, () => this.#draw());
  #snapshot: Snapshot | undefined;
  #threshold = 0;
  #onDrag: (share: number) => void = () => {};
  /** The pointer that drags: other fingers do not. */
  #pointer: number | undefined;

  constructor() {
    const drag = (event: PointerEvent) => {
      if (event.pointerId === this.#pointer) this.#onDrag(event.offsetX / this.#canvas.clientWidth);
    };
    this.#canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.#pointer !== undefined) return;
      this.#canvas.setPointerCapture(event.pointerId);
      this.#pointer = event.pointerId;
      drag(event);
    });
    this.#canvas.addEventListener("pointermove", drag);
    for (const end of ["pointerup", "pointercancel"] as const) {
      this.#canvas.addEventListener(end, ({ pointerId }) => {
        if (pointerId === this.#pointer) this.#pointer = undefined;
      });
    }
    onThemeChange(this.#redraw);
    this.show(undefined, 0);
  }

  /** Has a function called when the threshold is dragged, with its place as a share of the chart's width. */
  onDrag(listener: (share: number) => void): void {
    this.#onDrag = listener;
  }

  /** @param threshold where the line stands */
  show(snapshot: Snapshot | undefined, threshold: number): void {
    this.#snapshot = snapshot;
    this.#threshold = threshold;
    this.#redraw();
    if (!snapshot) {
      say(this.#text, t("nothingToShow"));
      return;
    }
    const { meanSameDistance, meanDifferentDistance } = snapshot.histogram;
    say(this.#text, t("meanDistances", meanSameDistance, meanDifferentDistance, threshold));
  }

  #draw(): void {
    const { context, width, height } = fitCanvas(this.#canvas);
    const { soft, line, ink, same, different } = colours();
    const floor = height - FOOT;
    context.font = "12px system-ui, sans-serif";
    context.strokeStyle = line;
    context.beginPath();
    context.moveTo(0, floor + 0.5);
    context.lineTo(width, floor + 0.5);
    context.stroke();
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const { histogram } = snapshot;
    const bins = histogram.same.length;
    const step = (width * histogram.binWidth) / shownDistance(histogram);
    const top = Math.max(...histogram.same, ...histogram.different, 1);
    const y = (count: number) => floor - (count / top) * (floor - 26);
    for (const [counts, colour] of [
      [histogram.different, different],
      [histogram.same, same],
    ] as const) {
      context.beginPath();
      context.moveTo(0, floor);
      for (let i = 0; i < bins; i++) {
        context.lineTo(i * step, y(counts[i]));
        context.lineTo((i + 1) * step, y(counts[i]));
      }
      context.lineTo(bins * step, floor);
      context.closePath();
      context.fillStyle = `${colour}44`;
      context.fill();
      context.strokeStyle = colour;
      context.lineWidth = 1.5;
      context.stroke();
    }
    const place = (distance: number) => Math.min(width - 1, (distance / histogram.binWidth) * step);
    const at = place(this.#threshold);
    context.setLineDash([4, 3]);
    context.strokeStyle = ink;
    context.beginPath();
    context.moveTo(at, 16);
    context.lineTo(at, floor);
    context.stroke();
    context.setLineDash([]);
    // Returns where the label ends: the next one must not lie on it.
    const label = (text: string, x: number, y: number, colour: string, from = 0): number => {
      const { width: wide } = context.measureText(text);
      const begin = Math.min(width - wide, Math.max(from, x - wide / 2));
      context.fillStyle = colour;
      context.fillText(text, begin, y);
      return begin + wide;
    };
    label(t("thresholdMark"), at, 11, soft);
    const unit = place(1);
    const every = Math.max(1, Math.ceil(NUMBER_WIDTH / unit));
    for (let i = 0; i * unit < width - NUMBER_WIDTH / 2; i += every) label(short(i), i * unit, height - NUMBERS, soft);
    const end = label(t("same"), place(histogram.meanSameDistance), height - 6, same);
    label(t("different"), place(histogram.meanDifferentDistance), height - 6, different, end + 8);
  }
}
