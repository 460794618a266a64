import type { Dataset } from "../data/dataset.ts";
import { type PairList, samplePairs } from "../data/pairs.ts";
import { pairDistances } from "../metrics/pair-distances.ts";
import type { Network } from "../nn/network.ts";
import { Random } from "../random.ts";

/** Pairs that quality is measured on: half of one class, half of two. */
const EVALUATION_PAIRS = 20_000;

// A well trained network judges so few of its training pairs wrongly that among 20,000 the threshold hangs on some
// twenty of them; among ten times as many on some two hundred.
const CALIBRATION_PAIRS = 200_000;

// Apart from every training seed, so that runs with other seeds are judged on the same pairs.
const EVALUATION_SEED = 0x5eed;

/** Lists by their lengths: always the same ones of a data set, and drawing the long one takes a tenth of a measure. */
const drawn = new WeakMap<Dataset, Map<number, PairList>>();

function drawPairs(dataset: Dataset, count: number): PairList {
  const lists = drawn.get(dataset) ?? new Map<number, PairList>();
  drawn.set(dataset, lists);
  const { labels, classNames } = dataset;
  const pairs = lists.get(count) ?? samplePairs(labels, count, Random.fromSeed(EVALUATION_SEED), classNames);
  lists.set(count, pairs);
  return pairs;
}

/** The fixed list of pairs that quality is measured on. @throws RangeError for too few images to make pairs */
export const evaluationPairs = (dataset: Dataset): PairList => drawPairs(dataset, EVALUATION_PAIRS);

/** The fixed, longer list that a threshold is chosen on. @throws RangeError for too few images to make pairs */
export const calibrationPairs = (dataset: Dataset): PairList => drawPairs(dataset, CALIBRATION_PAIRS);

/** A data set as a network sees it. */
export interface Embedded {
  readonly dataset: Dataset;
  /** (count, dimension) */
  readonly embeddings: Float32Array;
}

/** A data set as a network sees it, and pairs of its images: all that quality, reports and pictures are made of. */
export interface Judged extends Embedded {
  readonly pairs: PairList;
  /** One a pair, in embedding units. */
  readonly distances: Float64Array;
}

/** Embeds the images of a data set, each once. */
export const embedDataset = (network: Network, dataset: Dataset): Embedded => ({
  dataset,
  embeddings: network.embed(dataset.images),
});

/** Measures the distances of pairs of embedded images. */
export const judgePairs = (network: Network, embedded: Embedded, pairs: PairList): Judged => ({
  ...embedded,
  pairs,
  distances: pairDistances(embedded.embeddings, network.dimension, pairs),
});
