import { short } from "../messages/format.ts";
import { t } from "../messages/t.ts";
import { drawWhenSeen, element, fitCanvas, say } from "./elements.ts";
import { type LossCurve, LossHistory } from "./loss-curve.ts";
import { colours, onThemeChange } from "./theme.ts";

const MARGIN = { left: 36, right: 8, top: 30, bottom: 20 };
/** The chart is drawn so often at most. */
const DRAW_MS = 150;
/** CSS pixels between the two. */
const GAP = 12;

/** All that the curves show, as it is kept with a network. */
export interface CurveData {
  /** Steps done before the first loss. */
  readonly startedAt: number;
  readonly losses: Float32Array;
  /** Share of held-out pairs that were judged wrongly after so many steps. */
  readonly wrong: readonly WrongPairs[];
}

interface WrongPairs {
  readonly step: number;
  readonly percent: number;
}

/** A line of the chart: y over steps. */
interface Line {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  readonly colour: string;
  readonly width: number;
}

/** Numbers that read well, from 0 up to `most`, about `wanted` of them. */
function ticks(most: number, wanted: number): number[] {
  const rough = most / wanted;
  let size = 1;
  while (size > rough) size /= 10;
  while (size * 10 <= rough) size *= 10;
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((each) => each >= rough) ?? 10 * size;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/**
 * Two curves over the same steps, each with a scale of its own, since they are two quantities: above, the share of
 * held-out pairs that are judged wrongly; below, the loss of what each step trained on.
 */
export class LearningCurves {
  readonly #canvas = element("curves", HTMLCanvasElement);
  readonly #text = element("curves-text", HTMLParagraphElement);
  readonly #redraw = drawWhenSeen(this.#canvas, () => this.#draw());
  #history = new LossHistory();
  #curve: LossCurve = this.#history.curve();
  #wrong: WrongPairs[] = [];
  #steps = 1;
  #lossName = "";
  #later = 0;

  constructor() {
    onThemeChange(this.#redraw);
    this.#update();
  }

  /**
   * Begins new curves.
   * @param startedAt steps done before: of a run that came out of a file
   * @param isHardest whether a step's loss is over its hardest pairs only
   * @param kept curves up to here, of a run that the page has kept
   */
  reset(startedAt: number, isHardest: boolean, kept?: CurveData): void {
    const isWhole = kept && kept.startedAt + kept.losses.length >= startedAt;
    this.#history = new LossHistory(isWhole ? kept.startedAt : startedAt);
    if (isWhole) this.#history.add(kept.losses.subarray(0, startedAt - kept.startedAt));
    this.#wrong = isWhole ? kept.wrong.filter(({ step }) => step <= startedAt) : [];
    this.#steps = 1;
    this.#lossName = t(isHardest ? "lossHardest" : "lossAll");
    this.#update();
  }

  addLosses(losses: Float32Array, steps: number): void {
    if (losses.length === 0 && steps === this.#steps) return;
    this.#steps = steps;
    this.#history.add(losses);
    this.#update();
  }

  /** @param accuracy share of held-out pairs that are judged rightly after so many steps */
  addAccuracy(step: number, accuracy: number): void {
    const last = this.#wrong.at(-1);
    if (last && last.step >= step) this.#wrong.pop();
    this.#wrong.push({ step, percent: 100 * (1 - accuracy) });
    this.#update();
  }

  get data(): CurveData {
    const { startedAt, losses } = this.#history;
    return { startedAt, losses, wrong: [...this.#wrong] };
  }

  /** The running mean of the last steps' losses; NaN before the first. */
  get loss(): number {
    return this.#curve.means.at(-1) ?? Number.NaN;
  }

  #update(): void {
    this.#curve = this.#history.curve();
    // Figures come more often than the eye needs a new chart.
    if (this.#later === 0) {
      this.#later = window.setTimeout(() => {
        this.#later = 0;
        this.#redraw();
      }, DRAW_MS);
    }
    const [first, last] = [this.#wrong[0], this.#wrong.at(-1)];
    const { loss } = this;
    const share = ({ percent }: WrongPairs) => t("percent", percent / 100);
    const parts = [
      ...(first && last ? [t("wrongFromTo", share(first), share(last))] : []),
      ...(Number.isNaN(loss) ? [] : [t("lossFromTo", this.#history.first, loss)]),
    ];
    say(this.#text, parts.join(" ") || t("noStep"));
  }

  #draw(): void {
    const { context, width, height } = fitCanvas(this.#canvas);
    const { accent, different } = colours();
    const middle = Math.round((height - MARGIN.bottom - GAP) / 2);
    const { steps, losses, means } = this.#curve;
    context.font = "12px system-ui, sans-serif";
    this.#panel(context, width, 0, middle, t("wrongTitle"), [
      {
        steps: this.#wrong.map(({ step }) => step),
        values: this.#wrong.map(({ percent }) => percent),
        colour: different,
        width: 2,
      },
    ]);
    this.#panel(context, width, middle + GAP, height - MARGIN.bottom, this.#lossName, [
      { steps, values: losses, colour: `${accent}55`, width: 1 },
      { steps, values: means, colour: accent, width: 2 },
    ]);
    if (this.#steps <= 1) return;
    context.fillStyle = colours().soft;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    for (const tick of ticks(this.#steps, 4)) {
      const text = tick === 0 ? t("step0") : short(tick);
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.min(width - half, this.#x(tick, width)), height - 4);
    }
  }

  #x(step: number, width: number): number {
    return MARGIN.left + (step / this.#steps) * (width - MARGIN.right - MARGIN.left);
  }

  #panel(
    context: CanvasRenderingContext2D,
    width: number,
    top: number,
    floor: number,
    title: string,
    lines: readonly Line[],
  ): void {
    const { soft, line } = colours();
    const most = Math.max(0, ...lines.flatMap(({ values }) => values)) * 1.05 || 1;
    const y = (value: number) => floor - (value / most) * (floor - top - MARGIN.top);
    context.fillStyle = soft;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillText(title, 0, top + 11);
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.beginPath();
    for (const tick of ticks(most, 3)) {
      const at = Math.round(y(tick)) + 0.5;
      context.moveTo(MARGIN.left, at);
      context.lineTo(width - MARGIN.right, at);
      context.fillText(short(tick), MARGIN.left - 8, at);
    }
    context.stroke();
    context.lineJoin = "round";
    for (const { steps, values, colour, width: thickness } of lines) {
      context.beginPath();
      for (const [i, value] of values.entries()) context.lineTo(this.#x(steps[i], width), y(value));
      context.strokeStyle = colour;
      context.lineWidth = thickness;
      context.stroke();
    }
  }
}
