import { number } from "../messages/format.ts";
import { t } from "../messages/t.ts";
import { sizeOf } from "./drawing.ts";
import { create, element, say } from "./elements.ts";
import type { Judge } from "./judge.ts";
import type { Pad } from "./pad.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";
import { showPicture } from "./picture.ts";
import { onThemeChange } from "./theme.ts";

/** Places that are kept free, so that nothing moves when the images come. */
const MOST = 10;

interface Place {
  readonly canvas: HTMLCanvasElement;
  readonly name: HTMLElement;
  readonly apart: HTMLElement;
}

/** The training images that the network puts nearest to the drawing made last. */
export class SearchPanel {
  readonly #client: PageWorkerClient;
  readonly #judge: Judge;
  readonly #note = element("search-note", HTMLParagraphElement);
  readonly #places: readonly Place[];
  #pad: Pad;
  #isRunning = false;
  #asked = 0;

  constructor(client: PageWorkerClient, judge: Judge, pads: readonly [Pad, Pad]) {
    this.#client = client;
    this.#judge = judge;
    this.#pad = pads[0];
    const list = element("search", HTMLOListElement);
    this.#places = Array.from({ length: MOST }, () => {
      const item = create("li");
      const place = { canvas: create("canvas"), name: create("b"), apart: create("span") };
      place.canvas.setAttribute("role", "img");
      item.append(place.canvas, place.name, place.apart);
      list.append(item);
      return place;
    });
    for (const pad of pads) {
      pad.onChange(() => {
        if (pad.image) this.#pad = pad;
        void this.#look();
      });
    }
    client.on("state", ({ state }) => {
      this.#isRunning = state === "running";
    });
    judge.onChange(() => void this.#look());
    onThemeChange(() => void this.#look());
    this.#empty("");
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    const { image } = this.#pad;
    const { noun, data, calibration, shape } = this.#judge;
    if (!image || !data) return this.#empty(t("searchDraw", noun));
    if (!calibration) return this.#empty(t("learntNothing"));
    // All training images are embedded for it: training would wait.
    if (this.#isRunning) return this.#empty(t("searchLater"));
    const found = await this.#client.search(image, MOST).catch(() => undefined);
    if (asked !== this.#asked || !found) return;
    const { images, labels, distances, count } = found;
    const size = sizeOf(shape);
    for (const [k, { canvas, name, apart }] of this.#places.entries()) {
      const label = labels[k];
      if (label === undefined) {
        this.#clear(this.#places[k]);
        continue;
      }
      showPicture(canvas, images.subarray(k * size, (k + 1) * size), shape);
      canvas.setAttribute("aria-label", t("trainingImage", data.classNames[label]));
      say(name, data.classNames[label]);
      say(apart, number(distances[k], 2));
    }
    say(this.#note, t("searchFound", count, noun, this.#pad.picked !== undefined));
  }

  #empty(note: string): void {
    say(this.#note, note);
    for (const place of this.#places) this.#clear(place);
  }

  #clear({ canvas, name, apart }: Place): void {
    const { shape } = this.#judge;
    showPicture(canvas, new Uint8Array(sizeOf(shape)), shape);
    canvas.setAttribute("aria-label", t("nothingYet"));
    say(name, "–");
    say(apart, "–");
  }
}
