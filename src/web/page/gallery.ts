import { t } from "../messages/t.ts";
import type { DataReport, Snapshot } from "../protocol.ts";
import { element, say } from "./elements.ts";
import { PairCard } from "./pair-card.ts";
import { onThemeChange } from "./theme.ts";

/** Places that are kept free for pairs, so that nothing moves when they come. */
const PAIRS = 10;

/** Ten pairs of held-out images with the network's verdicts. */
export class Gallery {
  readonly #note = element("gallery-note", HTMLParagraphElement);
  // Before the images come: a page that is opened at one of its parts must not grow above it.
  readonly #cards = Array.from({ length: PAIRS }, () => new PairCard());
  #data: DataReport | undefined;
  #snapshot: Snapshot | undefined;

  constructor() {
    element("gallery", HTMLUListElement).append(...this.#cards.map(({ item }) => item));
    onThemeChange(() => {
      for (const card of this.#cards) card.forget();
      this.#draw();
    });
  }

  setData(data: DataReport): void {
    this.#data = data;
    this.#snapshot = undefined;
    this.#draw();
  }

  show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#draw();
  }

  #draw(): void {
    const data = this.#data;
    const snapshot = this.#snapshot;
    say(this.#note, t(snapshot?.step === 0 ? "galleryBefore" : "galleryAfter"));
    for (const [i, card] of this.#cards.entries()) {
      const pair = snapshot?.gallery[i];
      card.item.hidden = snapshot !== undefined && !pair;
      if (data && snapshot && pair) card.show(pair, snapshot.calibration.threshold, data);
      else card.empty(data);
    }
  }
}
