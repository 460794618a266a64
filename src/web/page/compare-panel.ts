import { type Calibration, verdictOf } from "../../metrics/calibration.ts";
import { pairDistances } from "../../metrics/pair-distances.ts";
import { t } from "../messages/t.ts";
import { sizeOf } from "./drawing.ts";
import { element, say } from "./elements.ts";
import type { Judge } from "./judge.ts";
import { Pad, type Picked } from "./pad.ts";

const FIRST_TWO = { left: Uint32Array.of(0), right: Uint32Array.of(1), length: 1 };
/** A screen reader is told the verdict once the drawing has been left alone for so long. */
const SETTLED_MS = 700;

interface Judged {
  readonly isSame: boolean;
  readonly distance: number;
  readonly threshold: number;
}

/** Two drawings, and the network's verdict on them. */
export class ComparePanel {
  readonly #judge: Judge;
  readonly pads: readonly [Pad, Pad];
  readonly #word = element("word", HTMLDivElement);
  readonly #explain = element("explain", HTMLParagraphElement);
  readonly #numbers = element("numbers", HTMLParagraphElement);
  readonly #live = element("verdict-live", HTMLParagraphElement);
  readonly #scale = element("scale", HTMLDivElement);
  readonly #needle = this.#scale.querySelector<HTMLElement>(".needle");
  #asked = 0;
  #settling = 0;

  constructor(judge: Judge) {
    this.#judge = judge;
    const pick = () => this.#pick();
    const onChange = () => void this.#compare();
    this.pads = [
      new Pad({ id: "pad-a", title: t("one", "digit"), pick }),
      new Pad({ id: "pad-b", title: t("another", "digit"), pick }),
    ];
    for (const pad of this.pads) pad.onChange(onChange);
    judge.onChange(() => {
      for (const pad of this.pads) pad.shape = judge.shape;
      this.#name();
      onChange();
    });
    this.#name();
  }

  #pick(): Picked | undefined {
    const { data } = this.#judge;
    if (!data) return undefined;
    const i = Math.floor(Math.random() * data.labels.length);
    const size = sizeOf(data.shape);
    return {
      drawing: { pixels: data.images.slice(i * size, (i + 1) * size) },
      from: "held out",
      name: data.classNames[data.labels[i]],
    };
  }

  #name(): void {
    const { noun } = this.#judge;
    say(element("compare-name", HTMLSpanElement), t("drawTwo", noun));
    this.pads[0].title = t("one", noun);
    this.pads[1].title = t("another", noun);
    if (!this.pads.some(({ image }) => image)) this.#hint(t("drawEither", noun));
  }

  async #compare(): Promise<void> {
    const asked = ++this.#asked;
    const [a, b] = this.pads.map(({ image }) => image);
    const { calibration, noun } = this.#judge;
    if (!a || !b) {
      if (a || b) this.#hint(t("drawOther"));
      else this.#name();
      return;
    }
    if (!calibration) return this.#hint(t("learntNothing"));
    const odd = this.#judge.oddity(a) ?? this.#judge.oddity(b);
    if (odd) return this.#hint(t("odd", odd === "almost empty", noun));
    const embedded = await this.#judge.embed([a, b]);
    if (asked !== this.#asked || !embedded) return;
    const [distance] = pairDistances(embedded.embeddings, embedded.dimension, FIRST_TWO);
    this.#show(distance, calibration);
  }

  #hint(text: string): void {
    this.#write("?", "", text, "");
  }

  #show(distance: number, calibration: Calibration): void {
    const { threshold, confidence } = calibration;
    const isSame = distance <= threshold;
    const isSure = verdictOf(distance, calibration) !== "unsure";
    const odds = Math.round(confidence * 100);
    this.#write(
      t(isSame ? "isSame" : "isDifferent"),
      isSame ? "same" : "different",
      isSure ? t("sure", this.#judge.noun, odds) : t("unsure"),
      t("verdictNumbers", distance, threshold),
      { isSame, distance, threshold },
    );
  }

  #write(word: string, kind: string, text: string, numbers: string, judged?: Judged): void {
    say(this.#word, word);
    this.#word.className = `word ${kind}`;
    say(this.#explain, text);
    say(this.#numbers, numbers);
    this.#announce([...(judged ? [`${word}.`] : []), text, numbers].join(" ").trim());
    this.#scale.classList.toggle("known", judged !== undefined);
    if (!judged || !this.#needle) return;
    // The threshold stands in the middle of the scale.
    const share = judged.threshold > 0 ? judged.distance / (2 * judged.threshold) : 1;
    this.#needle.style.left = `${Math.min(0.98, Math.max(0.02, share)) * 100}%`;
  }

  #announce(text: string): void {
    window.clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => say(this.#live, text), SETTLED_MS);
  }
}
