import type { Dataset } from "../../data/dataset.ts";
import { TopK } from "../../metrics/top-k.ts";
import type { Network } from "../../nn/network.ts";
import type { Neighbours } from "../protocol.ts";
import { spreadOver } from "./snapshot.ts";

/** Embedded in a tenth of a second or two, and looked through in a millisecond. */
const MAX_IMAGES = 10_000;

/** Finds the training images that a network puts nearest to another. */
export class TrainingIndex {
  readonly #images: Dataset;
  readonly #order: Uint32Array;
  readonly #row: Float32Array;
  #of: { readonly network: Network; readonly step: number; readonly embeddings: Float32Array } | undefined;

  constructor(train: Dataset) {
    this.#images = spreadOver(train, MAX_IMAGES);
    this.#order = Uint32Array.from({ length: this.#images.count }, (_, i) => i);
    this.#row = new Float32Array(this.#images.count);
  }

  /**
   * @param step training steps behind the network: after others the images are embedded anew
   * @param image (height, width, channels)
   */
  find(network: Network, step: number, image: Uint8Array, most: number): Neighbours {
    const { images, labels, count } = this.#images;
    if (this.#of?.network !== network || this.#of.step !== step) {
      this.#of = { network, step, embeddings: network.embed(images) };
    }
    const { embeddings } = this.#of;
    const query = network.embed(image);
    const { dimension } = network;
    for (let i = 0; i < count; i++) {
      let square = 0;
      for (let d = 0; d < dimension; d++) {
        const apart = embeddings[i * dimension + d] - query[d];
        square += apart * apart;
      }
      this.#row[i] = square;
    }
    const list = new TopK(Math.min(most, count));
    list.find(this.#row, this.#order);
    const size = images.length / count;
    const found = new Uint8Array(list.neighbours.length * size);
    for (const [k, i] of list.neighbours.entries()) found.set(images.subarray(i * size, (i + 1) * size), k * size);
    return {
      images: found,
      labels: Uint16Array.from(list.neighbours, (i) => labels[i]),
      distances: Float32Array.from(list.neighbours, (i) => Math.sqrt(this.#row[i])),
      count,
    };
  }
}
