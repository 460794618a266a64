import { element, fitCanvas, say } from "./elements.ts";
import { colours, onThemeChange } from "./theme.ts";

// Points that a chart of this width can show; a longer run's neighbours are averaged.
const MAX_POINTS = 400;
const SMOOTHING = 0.03;
const MARGIN = { left: 34, right: 8, top: 8, bottom: 22 };

/** A curve: the steps done at its points, and the loss there. */
interface Curve {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  /** Running mean of the losses. */
  readonly means: readonly number[];
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

const short = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en");

/** The loss of every step, and its running mean. */
export class LossChart {
  readonly #canvas = element("loss-chart", HTMLCanvasElement);
  readonly #text = element("loss-text", HTMLParagraphElement);
  #losses = new Float32Array(4096);
  #count = 0;
  #startedAt = 0;
  #steps = 1;
  #curve: Curve = { steps: [], losses: [], means: [] };

  constructor() {
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    onThemeChange(() => this.#draw());
    this.#draw();
  }

  /** Begins a new curve. */
  reset(steps: number, startedAt: number): void {
    this.#count = 0;
    this.#startedAt = startedAt;
    this.#steps = steps;
    this.#update();
  }

  add(losses: Float32Array, steps: number): void {
    if (losses.length === 0 && steps === this.#steps) return;
    this.#steps = steps;
    if (this.#count + losses.length > this.#losses.length) {
      const larger = new Float32Array(2 * (this.#count + losses.length));
      larger.set(this.#losses);
      this.#losses = larger;
    }
    this.#losses.set(losses, this.#count);
    this.#count += losses.length;
    this.#update();
  }

  /** The running mean of the last steps; NaN before the first. */
  get smoothed(): number {
    return this.#curve.means.at(-1) ?? Number.NaN;
  }

  #update(): void {
    const every = Math.max(1, Math.ceil(this.#count / MAX_POINTS));
    const [steps, losses, means]: [number[], number[], number[]] = [[], [], []];
    let mean = 0;
    for (let from = 0; from < this.#count; from += every) {
      const to = Math.min(this.#count, from + every);
      let sum = 0;
      for (let i = from; i < to; i++) {
        const loss = this.#losses[i];
        sum += loss;
        // A plain mean at first, so that the curve does not hang on the first step's loss.
        mean += (loss - mean) * Math.max(SMOOTHING, 1 / (i + 1));
      }
      steps.push(this.#startedAt + to);
      losses.push(sum / (to - from));
      means.push(mean);
    }
    this.#curve = { steps, losses, means };
    this.#draw();
    if (this.#count === 0) say(this.#text, "No step yet.");
    else {
      const [first, now] = [this.#losses[0].toFixed(2), mean.toFixed(2)];
      say(this.#text, `From ${first} at the first step shown to ${now}, the mean of the last steps.`);
    }
  }

  #draw(): void {
    const { context, width, height } = fitCanvas(this.#canvas);
    const { soft, line, accent } = colours();
    const { steps, losses, means } = this.#curve;
    const most = Math.max(...losses, 0) * 1.05 || 1;
    const [right, floor] = [width - MARGIN.right, height - MARGIN.bottom];
    const x = (step: number) => MARGIN.left + (step / this.#steps) * (right - MARGIN.left);
    const y = (loss: number) => floor - (loss / most) * (floor - MARGIN.top);
    context.font = "12px system-ui, sans-serif";
    context.fillStyle = soft;
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.beginPath();
    for (const tick of ticks(most, 4)) {
      context.moveTo(MARGIN.left, Math.round(y(tick)) + 0.5);
      context.lineTo(right, Math.round(y(tick)) + 0.5);
      context.fillText(short(tick), MARGIN.left - 8, y(tick));
    }
    context.stroke();
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    if (this.#steps > 1) {
      for (const tick of ticks(this.#steps, 4)) {
        const half = context.measureText(short(tick)).width / 2;
        context.fillText(short(tick), Math.min(width - half, x(tick)), height - 5);
      }
    }
    context.lineJoin = "round";
    for (const [values, colour, thickness] of [
      [losses, `${accent}55`, 1],
      [means, accent, 2.5],
    ] as const) {
      context.beginPath();
      for (const [i, value] of values.entries()) context.lineTo(x(steps[i]), y(value));
      context.strokeStyle = colour;
      context.lineWidth = thickness;
      context.stroke();
    }
  }
}
