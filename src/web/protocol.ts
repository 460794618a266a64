// What the page and its training worker say to each other.
import type { Calibration } from "../metrics/calibration.ts";
import type { Architecture } from "../nn/architecture.ts";
import type { Recipe } from "../train/recipe.ts";
import type { Plane } from "./plane.ts";
import type { Settings } from "./settings.ts";

/** Where a run stands. "done": all its epochs are over; "stopped": ended before that. */
export type RunState = "none" | "running" | "paused" | "done" | "stopped";

/** A worker that the page has started for training. */
export interface Thread {
  /** Leads to it. */
  readonly port: MessagePort;
  /** One integer of shared memory: 1 as soon as the worker is no more. */
  readonly ended: Int32Array;
}

export type Request =
  /** The first of all: workers to train with. */
  | { readonly type: "threads"; readonly threads: readonly Thread[] }
  | { readonly type: "digits"; readonly packed: Blob }
  /** `input`: what the images are made into, since the network takes them so. Default: as they are. */
  | {
      readonly type: "files";
      readonly files: readonly { readonly file: File; readonly path: string }[];
      readonly input?: Architecture["input"];
    }
  /** Reads and checks a network's layers. */
  | { readonly type: "architecture"; readonly id: number; readonly text: string; readonly name: string }
  | { readonly type: "start"; readonly settings: Settings; readonly paused: boolean }
  /** How fast to train, for this run and the next: so many steps a second. Default: as fast as can be. */
  | { readonly type: "pace"; readonly stepsPerSecond?: number | undefined }
  | { readonly type: "pause" | "resume" | "step" | "stop" }
  | { readonly type: "embed"; readonly id: number; readonly images: Uint8Array }
  /** The training images nearest to an image, `most` of them. */
  | { readonly type: "search"; readonly id: number; readonly image: Uint8Array; readonly most: number }
  /** What each layer makes of two images. */
  | { readonly type: "inside"; readonly id: number; readonly images: Uint8Array }
  /** Measures a network out of a file; `pair` are two images that it judges too, (2, height, width, channels), or none. */
  | {
      readonly type: "measure";
      readonly id: number;
      readonly bytes: Uint8Array;
      readonly what: "model" | "checkpoint";
      readonly name: string;
      readonly pair: Uint8Array;
    }
  | {
      readonly type: "save";
      readonly id: number;
      readonly what: "model" | "checkpoint";
      readonly extra: Readonly<Record<string, string>>;
    }
  | {
      readonly type: "load";
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly threads: number;
      /** Which file the layers were from, if they were; the bytes do not say it. */
      readonly architectureFile?: string | undefined;
    };

/** What one image of a data set is: (height, width, channels) bytes; grey, 1 channel, is ink from 0 to 255. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** Pairs of images by their numbers, and whether each is of one class (1) or of two (0). */
export interface ShownPairs {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly same: Uint8Array;
}

/** What the visitor trains on, in words, and the images that training never sees. */
export interface DataReport {
  readonly source: string;
  /** Whether these are the digits that the page brings along. */
  readonly isBundled: boolean;
  readonly notes: readonly string[];
  readonly trainCount: number;
  readonly testCount: number;
  /** Names of the classes, by label. */
  readonly classNames: readonly string[];
  readonly shape: ImageShape;
  /** Held-out images that charts show, (count, height, width, channels), and the class of each. */
  readonly images: Uint8Array;
  readonly labels: Uint16Array;
  /** The pairs of them that are judged. */
  readonly pairs: ShownPairs;
}

/** Training images, the nearest to another first. */
export interface Neighbours {
  /** (k, height, width, channels) */
  readonly images: Uint8Array;
  readonly labels: Uint16Array;
  readonly distances: Float32Array;
  /** Images that were looked through. */
  readonly count: number;
}

/** What a layer gives for two images: (2, channels, rows, columns). */
export interface LayerOutput {
  /** As PyTorch code would name it. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** The weights of a convolution, (count, channels, size, size). */
export interface Filters {
  /** Of its layer. */
  readonly name: string;
  readonly count: number;
  readonly channels: number;
  readonly size: number;
  readonly values: Float32Array;
}

/** What goes on in a network as it sees two images. */
export interface Inside {
  /** Of the first convolution, if there is one. */
  readonly filters: Filters | undefined;
  /** The last one gives the embeddings. */
  readonly layers: readonly LayerOutput[];
}

/** What a network out of a file is worth on the images that are here, and how it came to be, as far as the file tells. */
export interface MeasuredFile {
  readonly recipe?: Recipe | undefined;
  readonly seed?: number | undefined;
  /** Training steps behind it. */
  readonly step?: number | undefined;
  readonly parameters: number;
  readonly threshold: number;
  /** Of pairs that training never sees, the share judged rightly. */
  readonly accuracy: number;
  readonly auc: number;
  /** Of the pair that was asked for. */
  readonly distance: number | undefined;
}

/** One pair of the gallery: numbers of `DataReport.images`. */
export interface GalleryPair {
  readonly left: number;
  readonly right: number;
  readonly same: boolean;
  readonly distance: number;
}

/** Where the images of one class lie, in all dimensions of the embeddings. */
export interface ClassGroup {
  readonly label: number;
  /** (dimension) */
  readonly middle: Float64Array;
  /** Root of the mean squared distance from their middle. */
  readonly spread: number;
  /** The class whose middle lies nearest, and how far from this one's. */
  readonly nearest: number;
  readonly apart: number;
}

/** How the network sees the held-out images at one moment. */
export interface Snapshot {
  /** Training steps behind it; 0: it has learnt nothing yet; null: a model out of a file, which does not tell. */
  readonly step: number | null;
  /** Chosen on training pairs. */
  readonly calibration: Calibration;
  readonly gallery: readonly GalleryPair[];
  /** Where the network puts each image, (count, dimension), and how a map looks at that. */
  readonly embeddings: Float32Array;
  readonly dimension: number;
  readonly look: MapLook;
  readonly groups: readonly ClassGroup[];
  /** Of each of the data's pairs. */
  readonly distances: Float32Array;
  readonly histogram: Histogram;
  /** Share of the histogram's pairs judged rightly. */
  readonly accuracy: number;
  /** Whether all images lie in one place. */
  readonly collapsed: boolean;
}

/** How a map looks at embeddings: from their mean, (dimension), onto a plane. */
export interface MapLook {
  readonly mean: Float64Array;
  readonly plane: Plane;
}

/** Distances of pairs of held-out images, counted. */
export interface Histogram {
  /** Width of a bin, in embedding units; the last bin also holds all that is beyond. */
  readonly binWidth: number;
  readonly same: Uint32Array;
  readonly different: Uint32Array;
  readonly meanSameDistance: number;
  readonly meanDifferentDistance: number;
}

export interface Progress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly pairsPerSecond: number;
  readonly secondsLeft: number;
  /** Losses of the steps up to this one that have not been told yet. */
  readonly losses: Float32Array;
}

/** Quality on the held-out images after an epoch, over 20,000 pairs. */
export interface EpochReport {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly auc: number;
  readonly collapsed: boolean;
}

export type Reply =
  | { readonly type: "ready"; readonly maxThreads: number }
  | { readonly type: "data"; readonly data: DataReport }
  | {
      readonly type: "run";
      readonly state: RunState;
      readonly settings: Settings;
      readonly parameters: number;
      readonly backend: string;
      readonly threads: number;
      /** Steps that were already done when the run came out of a file. */
      readonly startedAt: number;
    }
  | { readonly type: "state"; readonly state: RunState }
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "snapshot"; readonly snapshot: Snapshot }
  | { readonly type: "epoch"; readonly report: EpochReport }
  /** `hash` is empty where the browser does not hash. */
  | { readonly type: "fingerprint"; readonly hash: string; readonly step: number; readonly isDefault: boolean }
  | { readonly type: "embedded"; readonly id: number; readonly embeddings: Float32Array; readonly dimension: number }
  | { readonly type: "architecture"; readonly id: number; readonly architecture: Architecture }
  | { readonly type: "found"; readonly id: number; readonly neighbours: Neighbours }
  | { readonly type: "inside"; readonly id: number; readonly inside: Inside }
  | { readonly type: "measured"; readonly id: number; readonly measured: MeasuredFile }
  | { readonly type: "saved"; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly type: "loaded";
      readonly what: "model" | "checkpoint";
      readonly name: string;
      readonly extra: Readonly<Record<string, string>>;
    }
  /** `request` is what could not be done, `id` its number if it has one; `hasNetwork` whether there still is one. */
  | {
      readonly type: "failed";
      readonly message: string;
      readonly request: Request["type"];
      readonly hasNetwork: boolean;
      readonly id?: number;
    };
