import type { Dataset } from "../data/dataset.ts";
import { groupByClass, type Labels } from "../data/labels.ts";
import { type Verdict, verdictOf } from "../metrics/calibration.ts";
import { confusionMatrix } from "../metrics/confusion.ts";
import { type FewShotQuality, fewShotAccuracy } from "../metrics/few-shot.ts";
import { scanNeighbours } from "../metrics/knn.ts";
import { shareRight } from "../metrics/nearest-neighbour.ts";
import type { RetrievalQuality } from "../metrics/retrieval.ts";
import type { PairCounts } from "../metrics/validate.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { type EvaluateOptions, type Quality, qualityOf } from "./evaluate.ts";
import { embedDataset, evaluationPairs, type Judged, judgePairs } from "./judge.ts";

/** A class as the nearest neighbour names it. Shares are 0 to 1. */
export interface ClassQuality {
  readonly label: number;
  /** What the class is called. */
  readonly name: string;
  readonly images: number;
  /** Share of the class's images that are given the class; NaN without images. */
  readonly recall: number;
  /** Share of the images given the class that are of it; NaN if none is. */
  readonly precision: number;
}

/** All that is measured of a network; shares are 0 to 1. */
export interface Report extends Quality, Omit<RetrievalQuality, "queries"> {
  readonly images: number;
  readonly galleryImages: number;
  readonly pairs: number;
  /** The pairs by the verdict that the network's calibration gives; absent where it has none. */
  readonly verdicts?: Readonly<Record<Verdict, PairCounts>>;
  /** Share of the images whose nearest gallery image is of their class. */
  readonly nearestNeighbour: number;
  /** The same by the votes of five; of all where the gallery has fewer. */
  readonly fiveNearestNeighbours: number;
  /** From one and from five images of each class; absent where a class has too few. */
  readonly oneShot?: FewShotQuality;
  readonly fiveShot?: FewShotQuality;
  readonly classes: readonly ClassQuality[];
  /**
   * How often the nearest neighbour gave an image of a class (row) a class (column), in the order of `classes`; absent
   * for more than 256 classes.
   */
  readonly confusion?: readonly (readonly number[])[];
}

/** A report, and what its pictures are drawn from. */
export interface Measurements extends Judged {
  readonly report: Report;
}

const VOTERS = 5;

/** A table of more classes is too large to be of use. */
const MAX_CONFUSION = 256;

/** Distances that few-shot episodes may compute: the usual 1,000 episodes of ten classes take 1.5 million. */
const EPISODE_DISTANCES = 1e8;
const QUERIES = 15;

function judgeClasses(
  labels: Labels,
  predicted: Labels,
  classNames: readonly string[],
): Pick<Report, "classes" | "confusion"> {
  const counts = new Map<number, { images: number; given: number; right: number }>();
  const of = (label: number) => {
    const known = counts.get(label) ?? { images: 0, given: 0, right: 0 };
    counts.set(label, known);
    return known;
  };
  for (let i = 0; i < labels.length; i++) {
    of(labels[i]).images++;
    of(predicted[i]).given++;
    if (labels[i] === predicted[i]) of(labels[i]).right++;
  }
  const classes = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([label, { images, given, right }]) => ({
      label,
      name: classNames[label] ?? String(label),
      images,
      recall: right / images,
      precision: right / given,
    }));
  if (classes.length > MAX_CONFUSION) return { classes };
  const { counts: cells } = confusionMatrix(labels, predicted);
  const size = classes.length;
  return { classes, confusion: classes.map((_, row) => [...cells.subarray(row * size, (row + 1) * size)]) };
}

function judgeVerdicts(network: Network, distances: Float64Array, same: Uint8Array): Pick<Report, "verdicts"> {
  const { calibration } = network;
  if (!calibration) return {};
  const count = (): { same: number; different: number } => ({ same: 0, different: 0 });
  const verdicts = { same: count(), unsure: count(), different: count() };
  for (let i = 0; i < distances.length; i++) {
    verdicts[verdictOf(distances[i], calibration)][same[i] === 1 ? "same" : "different"]++;
  }
  return { verdicts };
}

function judgeShots(embeddings: Float32Array, labels: Labels, dimension: number) {
  const groups = groupByClass(labels);
  const smallest = groups.reduce((least, { members }) => Math.min(least, members.length), Infinity);
  const perEpisode = groups.reduce((sum, { members }) => sum + Math.min(members.length, QUERIES), 0) * groups.length;
  const episodes = Math.max(1, Math.min(1000, Math.floor(EPISODE_DISTANCES / perEpisode)));
  const judge = (shots: number) =>
    fewShotAccuracy({ embeddings, labels, dimension, shots, queries: QUERIES, episodes });
  return {
    ...(smallest > 1 ? { oneShot: judge(1) } : {}),
    ...(smallest > 5 ? { fiveShot: judge(5) } : {}),
  };
}

/**
 * Measures a network in every way: pairs as `evaluate` does, retrieval and few-shot accuracy among the images, and
 * their nearest neighbours in a gallery.
 *
 * @param gallery images with known classes, usually the training set; if it is `dataset` itself, an image is not its
 *   own neighbour
 * @throws RangeError if the network has no threshold, or too few images to make pairs
 */
export function measure(
  network: Network,
  dataset: Dataset,
  gallery: Dataset,
  options: EvaluateOptions = {},
): Measurements {
  const { dimension } = network;
  const { labels } = dataset;
  const judged = judgePairs(network, embedDataset(network, dataset), evaluationPairs(dataset));
  const { embeddings, distances, pairs } = judged;
  const own = { gallery: embeddings, galleryLabels: labels, queries: embeddings, queryLabels: labels };
  const sameSet = gallery === dataset;
  const known = sameSet ? own : { ...own, gallery: network.embed(gallery.images), galleryLabels: gallery.labels };
  const ks = [1, Math.min(VOTERS, gallery.count - Number(sameSet))];
  // Where the gallery is the images themselves one pass gives both.
  const among = scanNeighbours({
    ...own,
    dimension,
    sameSet: true,
    retrieval: true,
    engine: coreOf(network).engine,
    ks: sameSet ? ks : [],
  });
  const [one, five] = (sameSet ? among : scanNeighbours({ ...known, dimension, ks, engine: coreOf(network).engine }))
    .labels;
  // It was asked for.
  const { precisionAt1, rPrecision, meanAveragePrecisionAtR } = among.retrieval as RetrievalQuality;
  const report = {
    images: dataset.count,
    galleryImages: gallery.count,
    pairs: distances.length,
    ...qualityOf(network, judged, options),
    ...judgeVerdicts(network, distances, pairs.same),
    nearestNeighbour: shareRight(one, labels),
    fiveNearestNeighbours: shareRight(five, labels),
    precisionAt1,
    rPrecision,
    meanAveragePrecisionAtR,
    ...judgeShots(embeddings, labels, dimension),
    ...judgeClasses(labels, one, dataset.classNames),
  };
  return { ...judged, report };
}
