import { type Dataset, selectImages } from "../../data/dataset.ts";
import { type PairList, samplePairs } from "../../data/pairs.ts";
import { calibrateDistances } from "../../evaluate/calibrate.ts";
import type { Calibration } from "../../metrics/calibration.ts";
import { pairDistances } from "../../metrics/pair-distances.ts";
import { accuracyAt } from "../../metrics/threshold.ts";
import type { Network } from "../../nn/network.ts";
import { Random } from "../../random.ts";
import { isCollapsed } from "../../train/measure-epoch.ts";
import type { GalleryPair, Histogram, ShownPairs, Snapshot } from "../protocol.ts";
import { classGroups } from "./class-groups.ts";
import { MapPlane } from "./map-plane.ts";

// Enough for a chart that stands still, few enough to embed them several times a second.
const MAX_IMAGES = 600;
/** Bytes of the images that are embedded for a picture, and sent to the page: fewer images, if they are large. */
const MAX_BYTES = 2 ** 22;
const PAIRS = 4000;
// A picture's threshold, while it learns, is of half as many: it is out of date by the next step, and the run waits for it.
const KNOWN_SHARE = 2;
const GALLERY = 10;
const BINS = 48;
// The histogram's width in margins: hardly a pair lies beyond.
const MARGINS = 3.5;
const SEED = 0x6a11;

export interface SnapshotOptions {
  /** Training steps behind the network; null if that is not known. */
  readonly step: number | null;
  /** Of the loss that it learns by. Default: what its threshold tells of it. */
  readonly margin?: number;
  /** Default: measured here, on few training pairs. */
  readonly calibration?: Calibration | undefined;
  /** Whether the network learns, so that the next snapshot follows soon. Default false. */
  readonly isMoving?: boolean;
}

/** At most `most` of the images, of each class in proportion but two at least, in their order. */
export function spreadOver(dataset: Dataset, most: number): Dataset {
  if (dataset.count <= most) return dataset;
  const counts = new Uint32Array(dataset.classNames.length);
  for (const label of dataset.labels) counts[label]++;
  const wanted = counts.map((count) => Math.min(count, Math.max(2, Math.floor((count * most) / dataset.count))));
  const seen = new Uint32Array(dataset.classNames.length);
  const places = Array.from(dataset.labels.keys()).filter((i) => seen[dataset.labels[i]]++ < wanted[dataset.labels[i]]);
  return selectImages(dataset, places);
}

/** Takes pictures of how a network sees some images: always the same images and pairs, so that they can be compared. */
export class Snapshots {
  /** The held-out images that the pictures show. */
  readonly shown: Dataset;
  readonly #known: Dataset;
  readonly #knownPairs: PairList;
  readonly #shownPairs: PairList;
  /** Places in `#shownPairs` of those that the gallery shows. */
  readonly #gallery: readonly number[];
  readonly #plane = new MapPlane();

  /** @throws RangeError if a part has too few images to make pairs of */
  constructor(train: Dataset, heldOut: Dataset) {
    const most = Math.min(MAX_IMAGES, Math.floor(MAX_BYTES / (train.images.length / train.count)));
    this.#known = spreadOver(train, Math.ceil(most / KNOWN_SHARE));
    this.shown = spreadOver(heldOut, most);
    this.#knownPairs = samplePairs(this.#known.labels, PAIRS / KNOWN_SHARE, Random.fromSeed(SEED));
    this.#shownPairs = samplePairs(this.shown.labels, PAIRS, Random.fromSeed(SEED));
    this.#gallery = distinctPairs(this.#shownPairs, GALLERY);
  }

  /** The pairs of them whose distances the pictures hold. */
  get pairs(): ShownPairs {
    const { left, right, same } = this.#shownPairs;
    return { left, right, same };
  }

  take(network: Network, options: SnapshotOptions): Snapshot {
    const { step, margin, calibration = this.#calibrate(network), isMoving = false } = options;
    const { dimension } = network;
    const pairs = this.#shownPairs;
    const embeddings = network.embed(this.shown.images);
    const distances = pairDistances(embeddings, dimension, pairs);
    const groups = classGroups(embeddings, dimension, this.shown.labels);
    // Of a model the threshold stands for the margin, which it does not tell.
    const scale = margin ?? calibration.threshold;
    const histogram = histogramOf(distances, pairs.same, MARGINS * scale);
    return {
      step,
      calibration,
      gallery: this.#galleryPairs(distances),
      embeddings,
      dimension,
      look: this.#plane.look(
        embeddings,
        dimension,
        groups.map(({ middle }) => middle),
        isMoving,
      ),
      groups,
      distances: Float32Array.from(distances),
      histogram,
      collapsed: isCollapsed(histogram.meanDifferentDistance, scale),
      accuracy: accuracyAt(distances, pairs.same, calibration.threshold).accuracy,
    };
  }

  #calibrate(network: Network): Calibration {
    const distances = pairDistances(network.embed(this.#known.images), network.dimension, this.#knownPairs);
    return calibrateDistances(distances, this.#knownPairs.same);
  }

  #galleryPairs(distances: Float64Array): GalleryPair[] {
    const { left, right, same } = this.#shownPairs;
    return this.#gallery.map((i) => {
      return { left: left[i], right: right[i], same: same[i] === 1, distance: distances[i] };
    });
  }
}

/** Places of the first pairs of two images that differ, none of them twice: small sets are drawn from again and again. */
function distinctPairs({ left, right, length }: PairList, most: number): number[] {
  const seen = new Set<string>();
  const places: number[] = [];
  for (let i = 0; i < length && places.length < most; i++) {
    const key = [left[i], right[i]].sort((a, b) => a - b).join();
    if (left[i] === right[i] || seen.has(key)) continue;
    seen.add(key);
    places.push(i);
  }
  return places;
}

function histogramOf(distances: Float64Array, same: Uint8Array, width: number): Histogram {
  const binWidth = width / BINS;
  const counts = [new Uint32Array(BINS), new Uint32Array(BINS)];
  const sums = [0, 0];
  const totals = [0, 0];
  for (let i = 0; i < distances.length; i++) {
    const kind = same[i];
    counts[kind][Math.min(BINS - 1, Math.floor(distances[i] / binWidth))]++;
    sums[kind] += distances[i];
    totals[kind]++;
  }
  return {
    binWidth,
    same: counts[1],
    different: counts[0],
    meanSameDistance: sums[1] / totals[1],
    meanDifferentDistance: sums[0] / totals[0],
  };
}
