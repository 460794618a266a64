import { type Calibration, verdictOf } from "../../metrics/calibration.ts";
import { pairDistances } from "../../metrics/pair-distances.ts";
import { element, say } from "./elements.ts";
import type { Judge } from "./judge.ts";
import { Pad } from "./pad.ts";

const SIZE = 28 * 28;
const FIRST_TWO = { left: Uint32Array.of(0), right: Uint32Array.of(1), length: 1 };

function explain(distance: number, calibration: Calibration): string {
  const { threshold, confidence } = calibration;
  const sure = verdictOf(distance, calibration) !== "unsure";
  return (
    `Their distance is ${distance.toFixed(2)}; up to ${threshold.toFixed(2)} counts as the same. ` +
    (sure ? `Sure: right ${Math.round(confidence * 100)} times in 100 at such a distance.` : "Not sure: a close call.")
  );
}

/** Two drawings, and the network's verdict on them. */
export class ComparePanel {
  readonly #judge: Judge;
  readonly #pads: readonly [Pad, Pad];
  readonly #word = element("word", HTMLParagraphElement);
  readonly #explain = element("explain", HTMLParagraphElement);
  readonly #scale = element("scale", HTMLDivElement);
  readonly #needle = this.#scale.querySelector<HTMLElement>(".needle");
  #asked = 0;

  constructor(judge: Judge) {
    this.#judge = judge;
    const pick = () => this.#pick();
    const onChange = () => void this.#compare();
    this.#pads = [
      new Pad({ id: "pad-a", title: "One digit", onChange, pick }),
      new Pad({ id: "pad-b", title: "Another digit", onChange, pick }),
    ];
    judge.onChange(onChange);
  }

  #pick(): { pixels: Uint8Array; name: string } | undefined {
    const { data } = this.#judge;
    if (!data) return undefined;
    const i = Math.floor(Math.random() * data.labels.length);
    return { pixels: data.images.slice(i * SIZE, (i + 1) * SIZE), name: data.classNames[data.labels[i]] };
  }

  async #compare(): Promise<void> {
    const asked = ++this.#asked;
    const [a, b] = this.#pads.map(({ image }) => image);
    const { calibration } = this.#judge;
    if (!a || !b) {
      return this.#show(a || b ? "Now draw the other one." : "Draw a digit on either side.");
    }
    if (!calibration) return this.#show("The network has learnt nothing yet: press Train first.");
    const embedded = await this.#judge.embed([a, b]);
    if (asked !== this.#asked || !embedded) return;
    const [distance] = pairDistances(embedded.embeddings, embedded.dimension, FIRST_TWO);
    this.#show(explain(distance, calibration), { distance, threshold: calibration.threshold });
  }

  #show(text: string, judged?: { distance: number; threshold: number }): void {
    say(this.#explain, text);
    this.#scale.classList.toggle("known", judged !== undefined);
    const word = judged ? (judged.distance <= judged.threshold ? "same" : "different") : "";
    this.#word.className = `word ${word}`;
    say(this.#word, { same: "Same", different: "Different", "": "?" }[word] ?? "?");
    if (!judged || !this.#needle) return;
    // The threshold stands in the middle of the scale.
    const share = judged.threshold > 0 ? judged.distance / (2 * judged.threshold) : 1;
    this.#needle.style.left = `${Math.min(0.98, Math.max(0.02, share)) * 100}%`;
  }
}
