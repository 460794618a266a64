import type { Preparation } from "../data/preparation.ts";
import { euclideanDistance } from "../distance.ts";
import { quoteValue } from "../message-text.ts";
import type { Calibration } from "../metrics/calibration.ts";
import { checkOptions } from "../options.ts";
import { Random } from "../random.ts";
import { memoryLimit } from "../wasm/arena.ts";
import { type Backend, createEngine, type Engine } from "../wasm/engine.ts";
import type { KernelSource } from "../wasm/kernels.ts";
import { type Architecture, defaultArchitecture, imageSizeOf, resolveLayers, seenPart } from "./architecture.ts";
import { initialise } from "./initialise.ts";
import { forward, needsAll, parameterCount, prepare, slabSizeOf } from "./layers/index.ts";
import { mapSize, type ResolvedLayer } from "./layers/layer.ts";
import { allocateNetwork, checkMemory, EMBED_IMAGES } from "./memory.ts";
import type { Workspace } from "./workspace.ts";

export type { Backend };

export interface NetworkOptions {
  /** Default: the default network, 28x28 pixels to 10 numbers. */
  readonly architecture?: Architecture | undefined;
  /** Seed of the initial weights, 0 to 2^32 - 1. Default 1. */
  readonly seed?: number | undefined;
  /** Default: "wasm" where WebAssembly SIMD is, else "js". */
  readonly backend?: Backend | undefined;
  /** Whether several threads can work in its memory (see `startThreads`). Default false: runs on any page. */
  readonly shared?: boolean | undefined;
  /** Most bytes of linear memory, whole pages of 64 KiB up to 1 GiB. Default: 1 GiB; 128 MiB where it is shared. */
  readonly maxMemory?: number | undefined;
  /** Compiled kernels, for places that forbid compiling from bytes. Default: those inside this package. */
  readonly kernels?: KernelSource | undefined;
}

/** Embeds images into `result`, or none of them, by forms of the weights that are prepared; returns how many. */
export type EmbedMany = (images: Uint8Array | Uint8ClampedArray | Float32Array, result: Float32Array) => number;

/** What stands behind a network: for the code that trains it, writes it to files, and shares it among threads. */
export interface NetworkCore {
  readonly engine: Engine;
  readonly layers: readonly ResolvedLayer[];
  /** The slab of weights: byte offset and elements, padding included. */
  readonly weightsOffset: number;
  readonly slabSize: number;
  /** Parameters as the user counts them, without padding. */
  readonly parameterCount: number;
  /** Pixels (times channels) of an input image, and of it before the first that the layers see; see `Architecture`. */
  readonly imageSize: number;
  readonly inputOffset: number;
  /** For `EMBED_IMAGES` images at a time; where they are put as bytes, right behind it; the numbers 0, 1, 2, ... */
  readonly workspace: Workspace;
  readonly bytes: number;
  readonly order: number;
  /** What `close` calls. */
  readonly closers: (() => void)[];
  /** What embeds many images on several threads, while there are some. */
  embedMany?: EmbedMany | undefined;
}

let readCore: (network: Network) => NetworkCore;
let makeNetwork: (engine: Engine, architecture: Architecture, resolved: readonly ResolvedLayer[]) => Network;
/** The core of a network. */
export const coreOf = (network: Network): NetworkCore => readCore(network);

/** A Siamese network: one set of weights that embeds every image, in one linear memory. Made by `createNetwork`. */
export class Network {
  static {
    readCore = (network) => network.#core;
    makeNetwork = (engine, architecture, resolved) => new Network(engine, architecture, resolved);
  }

  readonly architecture: Architecture;
  /** Numbers in an embedding. */
  readonly dimension: number;
  /** Distance up to which two images are the same; chosen on training pairs. NaN until then. */
  threshold = Number.NaN;
  /** What the classes are called that it was trained on. Undefined until then. */
  classNames: readonly string[] | undefined;
  /** How image files became the images that it was trained on, beside their size. Undefined where that is not known. */
  preparation: Preparation | undefined;
  #calibration: Calibration | undefined;
  readonly #core: NetworkCore;

  private constructor(engine: Engine, architecture: Architecture, resolved: readonly ResolvedLayer[]) {
    const { width, channels } = architecture.input;
    const memory = allocateNetwork(engine.arena, architecture, resolved);
    const { layers, order } = memory;
    const { top, left } = seenPart(architecture, layers);
    this.architecture = architecture;
    this.dimension = layers[layers.length - 1].output.channels;
    this.#core = {
      engine,
      ...memory,
      weightsOffset: layers[0].weightsOffset,
      slabSize: slabSizeOf(layers),
      parameterCount: parameterCount(layers),
      imageSize: imageSizeOf(architecture),
      inputOffset: (top * width + left) * channels,
      closers: [],
    };
    for (let i = 0; i < EMBED_IMAGES; i++) engine.arena.views.u32[order / 4 + i] = i;
  }

  /** Which kernels compute: "wasm", the SIMD ones, or "js", the scalar ones. */
  get backend(): Backend {
    return this.#core.engine.backend;
  }

  /** The slab of parameters, padding included: a view, valid until the memory grows. */
  get weights(): Float32Array {
    const { engine, weightsOffset, slabSize } = this.#core;
    return engine.arena.views.f32.subarray(weightsOffset / 4, weightsOffset / 4 + slabSize);
  }

  /** What distances mean, measured on pairs. Setting it sets `threshold` too. Undefined until then. */
  get calibration(): Calibration | undefined {
    return this.#calibration;
  }

  set calibration(calibration: Calibration) {
    this.#calibration = calibration;
    this.threshold = calibration.threshold;
  }

  /**
   * Embeds images.
   *
   * @param images (N, height, width, channels), row-major: bytes from 0 to 255, or numbers from 0 to 1
   * @param result where the embeddings go, N * dimension numbers; then nothing is allocated. Default: a new array
   * @returns (N, dimension)
   * @throws RangeError if a length does not fit; TypeError for another kind of array
   */
  embed(images: Uint8Array | Uint8ClampedArray | Float32Array, result?: Float32Array): Float32Array {
    const bytes = images instanceof Uint8Array || images instanceof Uint8ClampedArray;
    if (!bytes && !(images instanceof Float32Array))
      throw new TypeError("Images must be a Uint8Array or Float32Array.");
    const { dimension } = this;
    const { engine, layers, imageSize, workspace } = this.#core;
    const N = images.length / imageSize;
    if (!Number.isInteger(N)) {
      throw new RangeError(`Expected images of ${imageSize} pixels each, got ${images.length} pixels in all.`);
    }
    const out = result ?? new Float32Array(N * dimension);
    if (out.length !== N * dimension) {
      throw new RangeError(`Expected room for ${N} embeddings of ${dimension} numbers, got ${out.length} numbers.`);
    }
    prepare(engine, layers);
    const stride = layers[layers.length - 1].output.stored;
    const y = workspace.output / 4;
    const { f32 } = engine.arena.views;
    for (let n = this.#core.embedMany?.(images, out) ?? 0; n < N; n += EMBED_IMAGES) {
      const count = Math.min(EMBED_IMAGES, N - n);
      // A view is an allocation: none is made for images that pass through together.
      const part = count === N ? images : images.subarray(n * imageSize, (n + count) * imageSize);
      if (part instanceof Float32Array) this.#loadNumbers(part);
      else this.#loadBytes(part);
      forward(engine, layers, workspace, count);
      for (let i = 0; i < count; i++) {
        for (let d = 0; d < dimension; d++) out[(n + i) * dimension + d] = f32[y + i * stride + d];
      }
    }
    return out;
  }

  #loadBytes(images: Uint8Array | Uint8ClampedArray): void {
    const { engine, layers, imageSize, inputOffset, workspace, bytes, order } = this.#core;
    engine.arena.views.u8.set(images, bytes);
    const size = mapSize(layers[0].input);
    const count = images.length / imageSize;
    const seen = bytes + inputOffset;
    engine.kernels.gatherImages(workspace.input, seen, order, count, size, imageSize, size);
  }

  #loadNumbers(images: Float32Array): void {
    const { engine, layers, imageSize, inputOffset, workspace } = this.#core;
    const { f32 } = engine.arena.views;
    const size = mapSize(layers[0].input);
    let to = workspace.input / 4;
    for (let from = inputOffset; from < images.length; from += imageSize) {
      for (let p = 0; p < size; p++) f32[to + p] = images[from + p] ?? 0;
      to += size;
    }
  }

  /** Ends the threads that share this network's memory, if there are any. */
  close(): void {
    for (const closer of this.#core.closers.splice(0)) closer();
  }

  /** Euclidean distance of two images' embeddings; each image as for `embed`. */
  distance(a: Uint8Array | Float32Array, b: Uint8Array | Float32Array): number {
    const left = this.embed(a);
    const right = this.embed(b);
    if (left.length !== this.dimension || right.length !== this.dimension) {
      const { imageSize } = this.#core;
      throw new RangeError(`Expected one image of ${imageSize} pixels a side, got ${a.length} and ${b.length}.`);
    }
    return euclideanDistance(left, 0, right, 0, this.dimension);
  }

  /**
   * Whether two images show the same thing: their distance is at most the threshold.
   * @throws Error if the network has no threshold yet; training sets it, and model files carry it
   */
  same(a: Uint8Array | Float32Array, b: Uint8Array | Float32Array): boolean {
    return this.isSame(this.distance(a, b));
  }

  /** Whether a distance between two images means that they show the same thing; throws as `same` does. */
  isSame(distance: number): boolean {
    if (Number.isNaN(this.threshold)) throw new Error("This network has no threshold yet: train it or set one.");
    return distance <= this.threshold;
  }
}

/** A network with fresh weights, on an engine of one's own. */
export function buildNetwork(
  engine: Engine,
  architecture: Architecture,
  random: Random,
  layers = resolveLayers(architecture),
): Network {
  const network = makeNetwork(engine, architecture, layers);
  initialise(network.weights, layers, random);
  return network;
}

/**
 * Makes a network with fresh weights.
 * @throws RangeError, TypeError for an impossible architecture, naming the layer, or one that needs too much memory;
 *   CompileError if `backend` is "wasm" and WebAssembly SIMD is missing
 */
export async function createNetwork(options: NetworkOptions = {}): Promise<Network> {
  checkOptions(options, "createNetwork", ["architecture", "seed", "backend", "shared", "maxMemory", "kernels"]);
  const { architecture = defaultArchitecture, seed = 1, backend, shared = false, kernels } = options;
  if (backend !== undefined && backend !== "wasm" && backend !== "js") {
    throw new RangeError(`createNetwork: expected the backend "wasm" or "js", got ${quoteValue(backend)}.`);
  }
  const random = Random.fromSeed(seed);
  const layers = resolveLayers(architecture);
  const maxMemory = memoryLimit(options.maxMemory, shared);
  checkMemory(architecture, layers, maxMemory);
  const engine = await createEngine({ backend, shared, maxMemory, source: kernels, all: layers.some(needsAll) });
  return buildNetwork(engine, architecture, random, layers);
}
