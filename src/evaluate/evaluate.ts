import type { Dataset } from "../data/dataset.ts";
import { contrastiveCost } from "../loss/contrastive.ts";
import type { Calibration } from "../metrics/calibration.ts";
import { scanNeighbours } from "../metrics/knn.ts";
import { shareRight } from "../metrics/nearest-neighbour.ts";
import { evaluatePairs, type PairQuality } from "../metrics/summary.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { checkOptions } from "../options.ts";
import { calibrateDistances } from "./calibrate.ts";
import { calibrationPairs, type Embedded, embedDataset, evaluationPairs, type Judged, judgePairs } from "./judge.ts";

/** The mean contrastive loss over pairs. */
function meanLoss(distances: ArrayLike<number>, same: Uint8Array, margin: number): number {
  let near = 0;
  let far = 0;
  let nearCount = 0;
  for (let i = 0; i < distances.length; i++) {
    const isSame = same[i] === 1;
    const cost = contrastiveCost(distances[i], isSame, margin);
    if (isSame) {
      near += cost;
      nearCount++;
    } else {
      far += cost;
    }
  }
  const farCount = distances.length - nearCount;
  return (nearCount > 0 ? near / nearCount : 0) + (farCount > 0 ? far / farCount : 0);
}

/**
 * Measures what the network's distances mean, on 200,000 fixed pairs: the distance up to which two images are the same,
 * and where that is sure. For the network's `calibration`. Use training images; quality is then measured on others.
 */
export function calibrate(network: Network, dataset: Dataset): Calibration {
  const { distances, pairs } = judgePairs(network, embedDataset(network, dataset), calibrationPairs(dataset));
  return calibrateDistances(distances, pairs.same);
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

/** What judged pairs are worth. */
export function qualityOf(network: Network, { distances, pairs }: Judged, options: EvaluateOptions = {}): Quality {
  const { threshold = network.threshold, margin = 2 } = options;
  const loss = meanLoss(distances, pairs.same, margin);
  return { ...evaluatePairs(distances, pairs.same, threshold), loss };
}

/** Measures a network on images that its training never saw, over 20,000 fixed pairs. */
export function evaluate(network: Network, dataset: Dataset, options: EvaluateOptions = {}): Quality {
  checkOptions(options, "evaluate", ["threshold", "margin"]);
  const judged = judgePairs(network, embedDataset(network, dataset), evaluationPairs(dataset));
  return qualityOf(network, judged, options);
}

/** The share of embedded images whose nearest one of the gallery is of their class; see `classifyByNearest`. */
export function nearestAccuracy(network: Network, images: Embedded, gallery: Embedded): number {
  const { labels } = scanNeighbours({
    gallery: gallery.embeddings,
    galleryLabels: gallery.dataset.labels,
    queries: images.embeddings,
    queryLabels: images.dataset.labels,
    dimension: network.dimension,
    sameSet: images.dataset === gallery.dataset,
    engine: coreOf(network).engine,
    ks: [1],
  });
  return shareRight(labels[0], images.dataset.labels);
}

/**
 * The share of images whose nearest image of the gallery is of their class.
 * @param gallery images with known classes, usually the training set; if it is `dataset` itself, an image is not its
 *   own neighbour
 */
export function classifyByNearest(network: Network, dataset: Dataset, gallery: Dataset): number {
  return nearestAccuracy(network, embedDataset(network, dataset), embedDataset(network, gallery));
}
