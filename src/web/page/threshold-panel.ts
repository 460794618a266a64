import { t } from "../messages/t.ts";
import type { DataReport, Snapshot } from "../protocol.ts";
import { element, say } from "./elements.ts";
import { type HistogramChart, shownDistance } from "./histogram.ts";
import { PairCard } from "./pair-card.ts";
import { onThemeChange } from "./theme.ts";

/** Pairs that are shown of either kind of error. */
const SHOWN = 5;
const EVERY_MS = 700;
/** Places of the slider over the histogram's width. */
const PLACES = 480;

/** A threshold that the visitor moves, and what the network would take for the same, and for different, with it. */
export class ThresholdPanel {
  readonly #histogram: HistogramChart;
  readonly #slider = element("threshold", HTMLInputElement);
  readonly #own = element("threshold-own", HTMLButtonElement);
  readonly #text = element("threshold-text", HTMLParagraphElement);
  readonly #accepts = new ErrorList("accepts");
  readonly #rejects = new ErrorList("rejects");
  #data: DataReport | undefined;
  #snapshot: Snapshot | undefined;
  /** Undefined while it is the network's own. */
  #chosen: number | undefined;
  #drawnAt = 0;
  #later = 0;

  constructor(histogram: HistogramChart) {
    this.#histogram = histogram;
    this.#slider.max = String(PLACES);
    this.#slider.addEventListener("input", () => this.#choose(this.#slider.valueAsNumber / PLACES));
    histogram.onDrag((share) => this.#choose(share));
    this.#own.addEventListener("click", () => {
      this.#chosen = undefined;
      this.#draw();
    });
    onThemeChange(() => {
      this.#accepts.forget();
      this.#rejects.forget();
      this.#draw();
    });
    this.#draw();
  }

  setData(data: DataReport): void {
    this.#data = data;
    this.#snapshot = this.#chosen = undefined;
    this.#draw();
  }

  show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    if (this.#later !== 0) return;
    // While it learns, errors change faster than anyone looks at them.
    const wait = Math.max(0, this.#drawnAt + EVERY_MS - performance.now());
    this.#later = window.setTimeout(() => {
      this.#later = 0;
      this.#draw();
    }, wait);
  }

  /** @param share of the histogram's width */
  #choose(share: number): void {
    if (!this.#snapshot) return;
    this.#chosen = Math.min(1, Math.max(0, share)) * shownDistance(this.#snapshot.histogram);
    this.#draw();
  }

  #draw(): void {
    this.#drawnAt = performance.now();
    const [data, snapshot] = [this.#data, this.#snapshot];
    this.#own.disabled = this.#chosen === undefined;
    this.#slider.disabled = !snapshot;
    if (!data || !snapshot) {
      this.#histogram.show(undefined, 0);
      this.#accepts.show(undefined, 0, data);
      this.#rejects.show(undefined, 0, data);
      say(this.#text, t("nothingToShow"));
      return;
    }
    const { histogram, distances, calibration } = snapshot;
    const threshold = this.#chosen ?? calibration.threshold;
    this.#histogram.show(snapshot, threshold);
    this.#slider.value = String((PLACES * threshold) / shownDistance(histogram));
    const { left, right, same } = data.pairs;
    const pairs = Array.from(distances, (distance, i) => {
      return { left: left[i], right: right[i], same: same[i] === 1, distance };
    });
    const alike = pairs.filter((pair) => pair.same);
    const unlike = pairs.filter((pair) => !pair.same);
    const rejects = alike.filter(({ distance }) => distance > threshold).sort((a, b) => b.distance - a.distance);
    const accepts = unlike.filter(({ distance }) => distance <= threshold).sort((a, b) => a.distance - b.distance);
    this.#accepts.show(accepts, threshold, data);
    this.#rejects.show(rejects, threshold, data);
    const isOwn = this.#chosen === undefined;
    const text = t("thresholdErrors", isOwn, threshold, accepts.length, unlike.length, rejects.length, alike.length);
    say(this.#text, text);
    this.#slider.setAttribute("aria-valuetext", text);
  }
}

/** The worst errors of one kind. */
class ErrorList {
  readonly #list: HTMLUListElement;
  readonly #note: HTMLParagraphElement;
  readonly #cards = Array.from({ length: SHOWN }, () => new PairCard());

  constructor(id: string) {
    this.#list = element(id, HTMLUListElement);
    this.#list.append(...this.#cards.map(({ item }) => item));
    this.#note = element(`${id}-note`, HTMLParagraphElement);
  }

  forget(): void {
    for (const card of this.#cards) card.forget();
  }

  /** @param found the worst first; undefined if nothing is known yet */
  show(
    found: readonly Parameters<PairCard["show"]>[0][] | undefined,
    threshold: number,
    data: DataReport | undefined,
  ): void {
    const pairs = found ?? [];
    // Without any error the room for them would only be a gap.
    this.#list.classList.toggle("none", found?.length === 0);
    say(this.#note, pairs.length === 0 ? t("none") : pairs.length > SHOWN ? t("worst", SHOWN, pairs.length) : "");
    for (const [i, card] of this.#cards.entries()) {
      if (data && pairs[i]) card.show(pairs[i], threshold, data);
      else card.empty(data);
      // Its place stays, so that nothing moves while the threshold does.
      card.item.style.visibility = pairs[i] ? "visible" : "hidden";
    }
  }
}
