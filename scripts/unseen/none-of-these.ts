import { createGallery } from "../../src/gallery/gallery.ts";
import { embedViews } from "../../src/gallery/views.ts";
import type { Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";

/** Symbols drawn several times each: (classes, drawings, 28, 28). */
export interface DrawnSymbols {
  readonly images: Uint8Array;
  readonly classes: number;
  readonly drawings: number;
}

export interface GalleryQuality {
  /** The share of drawings of taught symbols that are given their name, and of others' that are refused. */
  readonly found: number;
  readonly refused: number;
  /** The share of drawings of taught symbols that are nearest to their own, refused or not. */
  readonly nearest: number;
}

/**
 * How a gallery fares that is taught some symbols by a few drawings each, and asked for other drawings of these and for
 * drawings of symbols that it was not taught: the mean of `rounds`, each with symbols of its own drawn.
 */
export function galleryQuality(
  network: Network,
  { images, classes, drawings }: DrawnSymbols,
  taught: number,
  examples: number,
  rounds: number,
): GalleryQuality {
  const random = Random.fromSeed(1);
  const size = images.length / (classes * drawings);
  const { dimension } = network;
  const embeddings = embedViews(network, images);
  const order = Array.from({ length: classes }, (_, c) => c);
  let [found, nearest, own, refused, foreign] = [0, 0, 0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    for (let i = classes - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    const gallery = createGallery(network);
    const first = random.below(drawings);
    const place = (c: number, k: number): number => c * drawings + ((first + k) % drawings);
    for (const c of order.slice(0, taught)) {
      for (let k = 0; k < examples; k++) {
        gallery.add(String(c), images.subarray(place(c, k) * size, (place(c, k) + 1) * size));
      }
    }
    for (const [i, c] of order.entries()) {
      for (let k = examples; k < drawings; k++) {
        const at = place(c, k) * dimension;
        const answer = gallery.classifyEmbedding(embeddings.subarray(at, at + dimension));
        if (i >= taught) {
          foreign++;
          if (answer.name === undefined) refused++;
        } else {
          own++;
          if (answer.name === String(c)) found++;
          if (answer.nearest === String(c)) nearest++;
        }
      }
    }
  }
  return { found: found / own, refused: refused / foreign, nearest: nearest / own };
}
