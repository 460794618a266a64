import type { Calibration } from "../../metrics/calibration.ts";
import type { DataReport, ImageShape, Inside, Snapshot } from "../protocol.ts";
import { DIGIT_SHAPE } from "./drawing.ts";
import { type InkRange, inkRange, type Oddity, oddityOf } from "./ink-range.ts";
import { nounOf } from "./noun.ts";
import type { Embedded, PageWorkerClient } from "./page-worker-client.ts";

/** What the panels that judge drawings need: the network of the moment, and what its distances mean. */
export class Judge {
  readonly #client: PageWorkerClient;
  readonly #listeners: (() => void)[] = [];
  #snapshot: Snapshot | undefined;
  #untrained: number | undefined;
  #data: DataReport | undefined;
  /** Undefined for RGB images, where ink is nothing that can be counted. */
  #inkRange: InkRange | undefined;

  constructor(client: PageWorkerClient) {
    this.#client = client;
    client.on("snapshot", ({ snapshot }) => {
      this.#snapshot = snapshot;
      if (snapshot.step === 0) this.#untrained = snapshot.accuracy;
      for (const listener of this.#listeners) listener();
    });
    client.on("data", ({ data }) => {
      this.#data = data;
      this.#inkRange = data.shape.channels === 1 ? inkRange(data.images, data.shape) : undefined;
      this.#snapshot = undefined;
      for (const listener of this.#listeners) listener();
    });
  }

  /** Undefined while there is no network that has learnt anything. */
  get calibration(): Calibration | undefined {
    return this.#snapshot?.step === 0 ? undefined : this.#snapshot?.calibration;
  }

  /** How the network of the moment sees the images, or one that has learnt nothing does. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Share of unseen pairs that a network judges rightly which has learnt nothing. */
  get untrained(): number | undefined {
    return this.#untrained;
  }

  /** The images of the moment; undefined before they are there. */
  get data(): DataReport | undefined {
    return this.#data;
  }

  /** What the network's images are. */
  get shape(): ImageShape {
    return this.#data?.shape ?? DIGIT_SHAPE;
  }

  /** What to call one of the images. */
  get noun(): "digit" | "image" {
    return nounOf(this.#data?.classNames ?? []);
  }

  /** How a drawing is unlike all images, if it is. */
  oddity(pixels: Uint8Array): Oddity | undefined {
    return this.#inkRange && oddityOf(pixels, this.#inkRange);
  }

  /** Has a function called when the network has changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Embeds images of `shape`; undefined if there is no network. */
  embed(images: readonly Uint8Array[]): Promise<Embedded | undefined> {
    return this.#ask(images, (all) => this.#client.embed(all));
  }

  /** What each layer makes of two images of `shape`; undefined if there is no network. */
  lookInside(images: readonly [Uint8Array, Uint8Array]): Promise<Inside | undefined> {
    return this.#ask(images, (all) => this.#client.lookInside(all));
  }

  async #ask<T>(images: readonly Uint8Array[], question: (all: Uint8Array) => Promise<T>): Promise<T | undefined> {
    if (!this.calibration || images.length === 0) return undefined;
    const all = new Uint8Array(images.length * images[0].length);
    for (const [i, image] of images.entries()) all.set(image, i * image.length);
    try {
      return await question(all);
    } catch {
      // The run ended between the question and its answer: the next network is asked again.
      return undefined;
    }
  }
}
