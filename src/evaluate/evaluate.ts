import type { Dataset } from "../data/dataset.ts";
import { type PairList, samplePairs } from "../data/pairs.ts";
import type { Calibration } from "../metrics/calibration.ts";
import { nearestNeighbourAccuracy } from "../metrics/nearest-neighbour.ts";
import { pairDistances } from "../metrics/pair-distances.ts";
import { evaluatePairs, type PairQuality } from "../metrics/summary.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { Random } from "../random.ts";
import { calibrateDistances } from "./calibrate.ts";

/** Pairs that quality is measured on, unless told: half of one class, half of two. */
export const EVALUATION_PAIRS = 20_000;

// A well trained network judges so few of its training pairs wrongly that among 20,000 the threshold hangs on some
// twenty of them; among ten times as many on some two hundred.
const CALIBRATION_PAIRS = 200_000;

// Apart from every training seed, so that runs with other seeds are judged on the same pairs.
const EVALUATION_SEED = 0x5eed;

/** The fixed list of pairs that a data set is judged on. */
export function evaluationPairs(dataset: Dataset, count = EVALUATION_PAIRS): PairList {
  return samplePairs(dataset.labels, count, Random.fromSeed(EVALUATION_SEED));
}

/** The mean contrastive loss over pairs: see src/loss/contrastive.ts. */
function meanLoss(distances: ArrayLike<number>, same: Uint8Array, margin: number): number {
  let near = 0;
  let far = 0;
  let nearCount = 0;
  for (let i = 0; i < distances.length; i++) {
    const d = distances[i];
    if (same[i] === 1) {
      near += d * d;
      nearCount++;
    } else if (d < margin) {
      far += (margin - d) * (margin - d);
    }
  }
  const farCount = distances.length - nearCount;
  return (nearCount > 0 ? near / nearCount : 0) + (farCount > 0 ? far / farCount : 0);
}

/** The distances of the fixed pairs that a threshold is chosen on, and which of them are same. */
export function calibrationDistances(
  network: Network,
  dataset: Dataset,
): { distances: Float64Array; same: Uint8Array } {
  const pairs = evaluationPairs(dataset, CALIBRATION_PAIRS);
  return { distances: pairDistances(network.embed(dataset.images), network.dimension, pairs), same: pairs.same };
}

/**
 * Measures what the network's distances mean, on 200,000 fixed pairs: the distance up to which two images are the same,
 * and where that is sure. For the network's `calibration`. Use training images; quality is then measured on others.
 */
export function calibrate(network: Network, dataset: Dataset): Calibration {
  const { distances, same } = calibrationDistances(network, dataset);
  return calibrateDistances(distances, same);
}

export interface Quality extends PairQuality {
  /** Mean contrastive loss of the pairs. */
  readonly loss: number;
}

export interface EvaluateOptions {
  /** Default: the network's own. */
  readonly threshold?: number;
  /** Default 2. Of the loss alone. */
  readonly margin?: number;
}

/** The distances of the fixed pairs of a data set, and what they are worth. `embeddings` are those of its images. */
export function judgePairs(
  network: Network,
  dataset: Dataset,
  embeddings: Float32Array,
  options: EvaluateOptions = {},
): { quality: Quality; distances: Float64Array; same: Uint8Array } {
  const { threshold = network.threshold, margin = 2 } = options;
  const pairs = evaluationPairs(dataset);
  const { same } = pairs;
  const distances = pairDistances(embeddings, network.dimension, pairs);
  const quality = { ...evaluatePairs(distances, same, threshold), loss: meanLoss(distances, same, margin) };
  return { quality, distances, same };
}

/** Measures a network on images that its training never saw, over 20,000 fixed pairs. */
export function evaluate(network: Network, dataset: Dataset, options: EvaluateOptions = {}): Quality {
  return judgePairs(network, dataset, network.embed(dataset.images), options).quality;
}

/**
 * The share of images whose nearest image of the gallery is of their class.
 * @param gallery images with known classes, usually the training set; if it is `dataset` itself, an image is not its
 *   own neighbour
 */
export function classifyByNearest(network: Network, dataset: Dataset, gallery: Dataset): number {
  return nearestNeighbourAccuracy({
    gallery: network.embed(gallery.images),
    galleryLabels: gallery.labels,
    queries: network.embed(dataset.images),
    queryLabels: dataset.labels,
    dimension: network.dimension,
    sameSet: dataset === gallery,
    engine: coreOf(network).engine,
  });
}
