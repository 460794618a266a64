import type { DataReport, Snapshot } from "../protocol.ts";
import { DIGIT_SHAPE, sizeOf } from "./drawing.ts";
import { create, element, say } from "./elements.ts";
import { showPicture } from "./picture.ts";
import { onThemeChange } from "./theme.ts";

/** Places that are kept free for pairs, so that nothing moves when they come. */
const PAIRS = 10;

const AFTER = "Its verdict on ten pairs that it has never seen.";
const BEFORE = "Ten pairs that it has never seen. Before training its verdicts are guesses.";

interface Card {
  readonly item: HTMLLIElement;
  readonly left: HTMLCanvasElement;
  readonly right: HTMLCanvasElement;
  readonly said: HTMLElement;
  readonly apart: HTMLElement;
  key: string;
}

/** Ten pairs of held-out images with the network's verdicts. */
export class Gallery {
  readonly #list = element("gallery", HTMLUListElement);
  readonly #note = element("gallery-note", HTMLParagraphElement);
  readonly #cards: Card[] = [];
  #data: DataReport | undefined;
  #snapshot: Snapshot | undefined;

  constructor() {
    // Before the images come: a page that is opened at one of its parts must not grow above it.
    for (let i = 0; i < PAIRS; i++) this.#add();
    onThemeChange(() => {
      for (const card of this.#cards) card.key = "";
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
    say(this.#note, snapshot?.step === 0 ? BEFORE : AFTER);
    if (!data || !snapshot) {
      for (const card of this.#cards) this.#empty(card);
      return;
    }
    for (const [i, { item }] of this.#cards.entries()) item.hidden = i >= snapshot.gallery.length;
    const name = (i: number) => data.classNames[data.labels[i]];
    const { shape } = data;
    const image = (i: number) => data.images.subarray(i * sizeOf(shape), (i + 1) * sizeOf(shape));
    for (const [i, { left, right, same, distance }] of snapshot.gallery.entries()) {
      const card = this.#cards[i] ?? this.#add();
      const key = `${left}-${right}`;
      if (card.key !== key) {
        card.key = key;
        showPicture(card.left, image(left), shape);
        showPicture(card.right, image(right), shape);
        card.left.setAttribute("aria-label", name(left));
        card.right.setAttribute("aria-label", name(right));
      }
      const called = distance <= snapshot.calibration.threshold;
      const right_ = called === same;
      card.item.className = `pair ${right_ ? "right" : "wrong"}`;
      say(card.said, `${right_ ? "✓" : "✗"} ${called ? "same" : "different"}`);
      say(card.apart, `distance ${distance.toFixed(2)}`);
    }
  }

  #add(): Card {
    const item = create("li", "pair");
    const [left, right] = [create("canvas"), create("canvas")];
    for (const canvas of [left, right]) canvas.setAttribute("role", "img");
    const said = create("p", "said");
    const apart = create("p", "apart");
    item.append(left, right, said, apart);
    this.#list.append(item);
    const card = { item, left, right, said, apart, key: "" };
    this.#cards.push(card);
    this.#empty(card);
    return card;
  }

  #empty(card: Card): void {
    card.key = "";
    card.item.className = "pair";
    say(card.said, "–");
    say(card.apart, "–");
    for (const canvas of [card.left, card.right]) {
      canvas.setAttribute("aria-label", "nothing yet");
      const shape = this.#data?.shape ?? DIGIT_SHAPE;
      showPicture(canvas, new Uint8Array(sizeOf(shape)), shape);
    }
  }
}
