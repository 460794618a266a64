import uPlot from "uplot";
import { element, say } from "./elements.ts";
import { colours, onThemeChange } from "./theme.ts";

// Points that a chart of this width can show; a longer run's neighbours are averaged.
const MOST_POINTS = 400;
const FONT = "12px system-ui, sans-serif";
const SMOOTHING = 0.03;

/** The loss of every step, and its running mean. */
export class LossChart {
  readonly #frame = element("loss-chart", HTMLDivElement);
  readonly #text = element("loss-text", HTMLParagraphElement);
  readonly #plot: uPlot;
  #losses = new Float32Array(4096);
  #count = 0;
  #begunAt = 0;
  #steps = 1;
  #last = Number.NaN;

  constructor() {
    const axis = (): uPlot.Axis => ({
      stroke: () => colours().soft,
      grid: { stroke: () => colours().line, width: 1 },
      ticks: { show: false },
      font: FONT,
    });
    const options: uPlot.Options = {
      ...this.#size(),
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [0, this.#steps] },
        y: { range: (_, __, high) => [0, high * 1.05 || 1] },
      },
      axes: [
        { ...axis(), size: 28 },
        { ...axis(), size: 44 },
      ],
      series: [
        {},
        { stroke: () => `${colours().accent}55`, width: 1, points: { show: false } },
        { stroke: () => colours().accent, width: 2.5, points: { show: false } },
      ],
    };
    this.#plot = new uPlot(options, [[], [], []], this.#frame);
    new ResizeObserver(() => this.#plot.setSize(this.#size())).observe(this.#frame);
    onThemeChange(() => this.#plot.redraw());
    this.#tell();
  }

  /** Begins a new curve. */
  reset(steps: number, begunAt: number): void {
    this.#count = 0;
    this.#begunAt = begunAt;
    this.#steps = steps;
    this.#draw();
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
    this.#draw();
  }

  /** The running mean of the last steps; NaN before the first. */
  get smoothed(): number {
    return this.#last;
  }

  #size(): { width: number; height: number } {
    return { width: this.#frame.clientWidth, height: this.#frame.clientHeight };
  }

  #draw(): void {
    const every = Math.max(1, Math.ceil(this.#count / MOST_POINTS));
    const [x, y, smooth]: [number[], number[], number[]] = [[], [], []];
    let mean = Number.NaN;
    for (let from = 0; from < this.#count; from += every) {
      const to = Math.min(this.#count, from + every);
      let sum = 0;
      for (let i = from; i < to; i++) {
        const loss = this.#losses[i];
        sum += loss;
        // A plain mean at first, so that the curve does not hang on the first step's loss.
        mean = i === 0 ? loss : mean + (loss - mean) * Math.max(SMOOTHING, 1 / (i + 1));
      }
      x.push(this.#begunAt + to);
      y.push(sum / (to - from));
      smooth.push(mean);
    }
    this.#last = mean;
    this.#plot.setData([x, y, smooth]);
    this.#tell();
  }

  #tell(): void {
    if (this.#count === 0) {
      say(this.#text, "No step yet.");
      return;
    }
    const first = this.#losses[0].toFixed(2);
    say(this.#text, `From ${first} at the first step to ${this.#last.toFixed(2)}, the mean of the last steps.`);
  }
}
