import { createDataset } from "../../src/data/dataset.ts";
import { embedViews } from "../../src/evaluate/views.ts";
import { loadModel } from "../../src/formats/model.ts";
import { createGallery } from "../../src/gallery/gallery.ts";
import type { Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import type { TrainOptions } from "../../src/run/create-run.ts";
import { trainFew } from "../../src/run/train-few.ts";
import { symbols } from "../../src/weights/symbols.ts";

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
  set: DrawnSymbols,
  taught: number,
  examples: number,
  rounds: number,
): GalleryQuality {
  const embeddings = embedViews(network, set.images);
  return mean(draws(set, taught, examples, rounds).map((draw) => ask(network, set, embeddings, draw)));
}

/** The same before and after training on these drawings, and how often the trial was for it. */
export async function fewQuality(
  set: DrawnSymbols,
  taught: number,
  examples: number,
  rounds: number,
  threads: TrainOptions["threads"],
): Promise<{ before: GalleryQuality; after: GalleryQuality; trained: number }> {
  const shipped = await loadModel(symbols);
  const embeddings = embedViews(shipped, set.images);
  const [before, after]: GalleryQuality[][] = [[], []];
  let trainings = 0;
  for (const draw of draws(set, taught, examples, rounds)) {
    const shown = draw.taught.flatMap((c) => draw.examples.map((k) => c * set.drawings + k));
    const labels = Uint8Array.from(shown, (_, i) => Math.floor(i / examples));
    const images = new Uint8Array(shown.length * SIZE);
    for (const [i, at] of shown.entries()) images.set(set.images.subarray(at * SIZE, (at + 1) * SIZE), i * SIZE);
    const { network, trained } = await trainFew({
      dataset: createDataset(images, labels, 28, 28),
      init: symbols,
      threads,
    });
    if (trained) trainings++;
    before.push(ask(shipped, set, embeddings, draw));
    after.push(ask(network, set, embedViews(network, set.images), draw));
  }
  return { before: mean(before), after: mean(after), trained: trainings / rounds };
}

const SIZE = 784;

/** Which symbols are taught, which are strangers, and which drawings are shown and asked for. */
interface Draw {
  readonly taught: readonly number[];
  readonly others: readonly number[];
  readonly examples: readonly number[];
  readonly asked: readonly number[];
}

function draws({ classes, drawings }: DrawnSymbols, taught: number, examples: number, rounds: number): Draw[] {
  const random = Random.fromSeed(1);
  const order = Array.from({ length: classes }, (_, c) => c);
  return Array.from({ length: rounds }, () => {
    for (let i = classes - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    const first = random.below(drawings);
    const places = Array.from({ length: drawings }, (_, k) => (first + k) % drawings);
    return {
      taught: order.slice(0, taught),
      others: order.slice(taught),
      examples: places.slice(0, examples),
      asked: places.slice(examples),
    };
  });
}

function ask(
  network: Network,
  { images, drawings }: DrawnSymbols,
  embeddings: Float32Array,
  draw: Draw,
): GalleryQuality {
  const { dimension } = network;
  const gallery = createGallery(network);
  for (const c of draw.taught) {
    for (const k of draw.examples) {
      const at = (c * drawings + k) * SIZE;
      gallery.add(String(c), images.subarray(at, at + SIZE));
    }
  }
  const answers = (list: readonly number[]) =>
    list.flatMap((c) =>
      draw.asked.map((k) => {
        const at = (c * drawings + k) * dimension;
        return { asked: String(c), ...gallery.classifyEmbedding(embeddings.subarray(at, at + dimension)) };
      }),
    );
  const share = <T>(list: readonly T[], holds: (each: T) => boolean): number => list.filter(holds).length / list.length;
  const own = answers(draw.taught);
  return {
    found: share(own, ({ asked, name }) => name === asked),
    refused: share(answers(draw.others), ({ name }) => name === undefined),
    nearest: share(own, ({ asked, nearest }) => nearest === asked),
  };
}

function mean(qualities: readonly GalleryQuality[]): GalleryQuality {
  const of = (pick: (quality: GalleryQuality) => number): number =>
    qualities.reduce((sum, quality) => sum + pick(quality), 0) / qualities.length;
  return { found: of((q) => q.found), refused: of((q) => q.refused), nearest: of((q) => q.nearest) };
}
