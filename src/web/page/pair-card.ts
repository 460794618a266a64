import { t } from "../messages/t.ts";
import type { DataReport } from "../protocol.ts";
import { DIGIT_SHAPE, sizeOf } from "./drawing.ts";
import { create, say } from "./elements.ts";
import { showPicture } from "./picture.ts";

/** Two held-out images by their numbers, and how the network judges them. */
export interface JudgedPair {
  readonly left: number;
  readonly right: number;
  readonly same: boolean;
  readonly distance: number;
}

/** Two images beside each other, and the verdict on them. */
export class PairCard {
  readonly item = create("li", "pair");
  readonly #left = create("canvas");
  readonly #right = create("canvas");
  readonly #said = create("p", "said");
  readonly #apart = create("p", "apart");
  #key = "";

  constructor() {
    for (const canvas of [this.#left, this.#right]) canvas.setAttribute("role", "img");
    this.item.append(this.#left, this.#right, this.#said, this.#apart);
    this.empty();
  }

  /** Paints the images anew at the next `show`, as after a change of colours. */
  forget(): void {
    this.#key = "";
  }

  empty(data?: DataReport): void {
    this.forget();
    this.item.className = "pair";
    say(this.#said, "–");
    say(this.#apart, "–");
    const shape = data?.shape ?? DIGIT_SHAPE;
    for (const canvas of [this.#left, this.#right]) {
      canvas.setAttribute("aria-label", t("nothingYet"));
      showPicture(canvas, new Uint8Array(sizeOf(shape)), shape);
    }
  }

  /** @param threshold up to this distance two images are the same */
  show({ left, right, same, distance }: JudgedPair, threshold: number, data: DataReport): void {
    const key = `${left}-${right}`;
    if (this.#key !== key) {
      this.#key = key;
      this.#paint(this.#left, left, data);
      this.#paint(this.#right, right, data);
    }
    const called = distance <= threshold;
    const isRight = called === same;
    this.item.className = `pair ${isRight ? "right" : "wrong"}`;
    say(this.#said, t("pairVerdict", isRight, called));
    say(this.#apart, t("pairDistance", distance));
  }

  #paint(canvas: HTMLCanvasElement, i: number, { images, shape, classNames, labels }: DataReport): void {
    showPicture(canvas, images.subarray(i * sizeOf(shape), (i + 1) * sizeOf(shape)), shape);
    canvas.setAttribute("aria-label", classNames[labels[i]]);
  }
}
