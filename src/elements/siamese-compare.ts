import { strokeImage } from "../data/stroke-image.ts";
import { type Verdict, verdictOf } from "../metrics/calibration.ts";
import type { Network } from "../nn/network.ts";
import { make } from "./make.ts";
import { SiameseElement } from "./siamese-element.ts";
import { StrokePad } from "./stroke-pad.ts";
import { withParts } from "./words.ts";

/** What the event `compare` tells in its `detail`. */
export interface Comparison {
  readonly same: boolean;
  /** Of the two embeddings. */
  readonly distance: number;
  /** Up to this distance two drawings are the same. */
  readonly threshold: number;
  /** Whether it is sure; undefined where the network's calibration does not tell. */
  readonly verdict: Verdict | undefined;
}

/**
 * `<siamese-compare model="model.safetensors">`: two pads to draw on, and whether the network takes both drawings for the
 * same. Each new verdict is told by the event `compare`.
 */
export class SiameseCompare extends SiameseElement {
  readonly #pads = [new StrokePad(() => this.judge()), new StrokePad(() => this.judge())] as const;
  readonly #word = make("p", "word");
  readonly #note = make("p", "note");
  #comparison: Comparison | undefined;

  /** The strokes of both drawings, each x and y in turn, in thousandths of the pad. */
  get strokes(): readonly (readonly (readonly number[])[])[] {
    return this.#pads.map(({ strokes }) => strokes);
  }

  set strokes(drawings: readonly (readonly (readonly number[])[])[]) {
    for (const [i, pad] of this.#pads.entries()) pad.strokes = drawings[i] ?? [];
  }

  /** The verdict of the moment; undefined while there is none. */
  get comparison(): Comparison | undefined {
    return this.#comparison;
  }

  protected override build(root: ShadowRoot): void {
    const verdict = make("div", "verdict", this.#word, this.#note);
    verdict.setAttribute("role", "status");
    root.append(make("div", "row", this.#pads[0].element, verdict, this.#pads[1].element));
  }

  protected override say(): void {
    const { words } = this;
    this.#pads[0].setWords(words, words.first);
    this.#pads[1].setWords(words, words.second);
    this.#show();
  }

  protected override checkNetwork({ threshold }: Network): void {
    if (Number.isNaN(threshold)) throw new RangeError("This network has no threshold yet: train it or set one.");
  }

  protected override judge(): void {
    const { network } = this;
    const [a, b] = this.strokes;
    this.#comparison = undefined;
    if (network && a.length > 0 && b.length > 0) {
      const { input } = network.architecture;
      const size = { ...input, channels: input.channels ?? 1 };
      const distance = network.distance(strokeImage(a, size), strokeImage(b, size));
      const { threshold, calibration } = network;
      const verdict = calibration && verdictOf(distance, calibration);
      this.#comparison = { same: distance <= threshold, distance, threshold, verdict };
    }
    this.#show();
    if (!this.#comparison) return;
    this.dispatchEvent(
      new CustomEvent<Comparison>("compare", { detail: this.#comparison, bubbles: true, composed: true }),
    );
  }

  protected override showError(message: string): void {
    this.#word.textContent = "";
    this.#note.textContent = message;
  }

  #show(): void {
    const { words } = this;
    const judged = this.#comparison;
    if (!judged) {
      this.#word.textContent = "?";
      this.#note.textContent = this.network ? words.drawTwo : words.loading;
      return;
    }
    const { same, distance, threshold, verdict } = judged;
    const doubt = verdict === "unsure" ? `${words.unsure} ` : "";
    this.#word.textContent = same ? words.same : words.different;
    this.#note.textContent = doubt + withParts(words.distance, distance.toFixed(2), threshold.toFixed(2));
  }
}
