import type { Calibration } from "../metrics/calibration.ts";
import { Random } from "../random.ts";
import { createReferenceKernels } from "../reference/index.ts";
import { Arena } from "../wasm/arena.ts";
import { compileKernels, type KernelSource, type Kernels, loadKernels } from "../wasm/kernels.ts";
import { type Architecture, defaultArchitecture } from "./architecture.ts";
import { transformFilters } from "./filters.ts";
import { forward } from "./forward.ts";
import { initialise } from "./initialise.ts";
import { checkMemory, EMBED_IMAGES, imageSizeOf, memoryLimit, planNetwork } from "./network-plan.ts";
import { layoutParameters, type ParameterLayout } from "./parameters.ts";
import { inputSize, type LayerShape, resolveShapes, seenPart } from "./shapes.ts";
import type { Workspace } from "./workspace.ts";

/** "wasm": the SIMD kernels; "js": the scalar ones, same bits, some 15 times slower. */
export type Backend = "wasm" | "js";

export interface NetworkOptions {
  /** Default: the default network, 28x28 pixels to 10 numbers. */
  readonly architecture?: Architecture;
  /** Seed of the initial weights, 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /** Default: "wasm" where the engine has WebAssembly SIMD, else "js". */
  readonly backend?: Backend;
  /** Whether several threads can work in its memory (see `startThreads`). Default false: runs on any page. */
  readonly shared?: boolean;
  /** Most bytes of linear memory, whole pages of 64 KiB up to 1 GiB. Default: 1 GiB; 128 MiB where it is shared. */
  readonly maxMemory?: number;
  /** Compiled kernels, for places that forbid compiling from bytes. Default: those inside this package. */
  readonly kernels?: KernelSource;
}

/** A Siamese network: one set of weights that embeds every image, in one linear memory. Made by `createNetwork`. */
export class Network {
  readonly architecture: Architecture;
  readonly backend: Backend;
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly shapes: readonly LayerShape[];
  readonly layout: ParameterLayout;
  /** Byte offset of the slab of weights. */
  readonly weightsAt: number;
  /** Byte offsets of the layers' transformed filters. */
  readonly filters: readonly number[];
  /** Numbers in an embedding. */
  readonly dimension: number;
  /** Pixels (times channels) of an input image. */
  readonly imageSize: number;
  /** Pixels (times channels) of it before the first that the layers see; see `Architecture`. */
  readonly inputOffset: number;
  /** The compiled kernels, for workers that are to run them; none with scalar kernels. */
  readonly module: WebAssembly.Module | undefined;
  /** Distance up to which two images are the same; chosen on training pairs. NaN until then. */
  threshold = Number.NaN;
  #calibration: Calibration | undefined;
  readonly #workspace: Workspace;
  /** Where images that come as bytes are put, and the numbers 0, 1, 2, ... that name them. */
  readonly #bytes: number;
  readonly #order: number;

  readonly #closers: (() => void)[] = [];

  /** Use `createNetwork`. */
  constructor(
    architecture: Architecture,
    shapes: LayerShape[],
    arena: Arena,
    kernels: Kernels,
    backend: Backend,
    module?: WebAssembly.Module,
  ) {
    const { width, channels } = architecture.input;
    this.architecture = architecture;
    this.backend = backend;
    this.kernels = kernels;
    this.arena = arena;
    this.shapes = shapes;
    this.layout = layoutParameters(shapes);
    const plan = planNetwork(arena, architecture, shapes, this.layout);
    this.weightsAt = plan.weightsAt;
    this.filters = plan.filters;
    const last = shapes[shapes.length - 1];
    this.dimension = last.type === "dense" ? last.O : 0;
    this.imageSize = imageSizeOf(architecture);
    const { top, left } = seenPart(architecture, shapes);
    this.inputOffset = (top * width + left) * channels;
    this.module = module;
    this.#workspace = plan.workspace;
    this.#bytes = plan.bytes;
    this.#order = plan.order;
    for (let i = 0; i < EMBED_IMAGES; i++) arena.views.u32[this.#order / 4 + i] = i;
  }

  /** The slab of parameters, padding included: a view, valid until the memory grows. */
  get weights(): Float32Array {
    const begin = this.weightsAt / 4;
    return this.arena.views.f32.subarray(begin, begin + this.layout.size);
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
    const { imageSize, dimension, arena, shapes } = this;
    const N = images.length / imageSize;
    if (!Number.isInteger(N)) {
      throw new RangeError(`Expected images of ${imageSize} pixels each, got ${images.length} pixels in all.`);
    }
    const out = result ?? new Float32Array(N * dimension);
    if (out.length !== N * dimension) {
      throw new RangeError(`Expected room for ${N} embeddings of ${dimension} numbers, got ${out.length} numbers.`);
    }
    transformFilters(this.kernels, shapes, this.layout, this.weightsAt, this.filters);
    const last = shapes.length - 1;
    const stride = this.layout.layers[last].biasSize;
    const y = this.#workspace.layers[last].y / 4;
    const { f32 } = arena.views;
    for (let n = 0; n < N; n += EMBED_IMAGES) {
      const count = Math.min(EMBED_IMAGES, N - n);
      // A view is an allocation: none is made for images that pass through together.
      const part = count === N ? images : images.subarray(n * imageSize, (n + count) * imageSize);
      if (part instanceof Float32Array) this.#loadNumbers(part);
      else this.#loadBytes(part);
      forward(this.kernels, shapes, this.layout, this.weightsAt, this.filters, this.#workspace, count);
      for (let i = 0; i < count; i++) {
        for (let d = 0; d < dimension; d++) out[(n + i) * dimension + d] = f32[y + i * stride + d];
      }
    }
    return out;
  }

  #loadBytes(images: Uint8Array | Uint8ClampedArray): void {
    const { imageSize } = this;
    this.arena.views.u8.set(images, this.#bytes);
    const size = inputSize(this.shapes[0]);
    const { input } = this.#workspace;
    this.kernels.gatherImages(
      input,
      this.#bytes + this.inputOffset,
      this.#order,
      images.length / imageSize,
      size,
      imageSize,
      size,
    );
  }

  #loadNumbers(images: Float32Array): void {
    const { f32 } = this.arena.views;
    const size = inputSize(this.shapes[0]);
    let to = this.#workspace.input / 4;
    for (let from = this.inputOffset; from < images.length; from += this.imageSize) {
      for (let p = 0; p < size; p++) f32[to + p] = images[from + p] ?? 0;
      to += size;
    }
  }

  /** Ends the workers that share this network's memory, if there are any. */
  close(): void {
    for (const closer of this.#closers.splice(0)) closer();
  }

  /** Has `close` call a function. */
  onClose(closer: () => void): void {
    this.#closers.push(closer);
  }

  /** Euclidean distance of two images' embeddings; each image as for `embed`. */
  distance(a: Uint8Array | Float32Array, b: Uint8Array | Float32Array): number {
    const left = this.embed(a);
    const right = this.embed(b);
    if (left.length !== this.dimension || right.length !== this.dimension) {
      throw new RangeError(`Expected one image of ${this.imageSize} pixels a side, got ${a.length} and ${b.length}.`);
    }
    let sum = 0;
    for (let i = 0; i < left.length; i++) sum += (left[i] - right[i]) * (left[i] - right[i]);
    return Math.sqrt(sum);
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

/**
 * Makes a network with fresh weights.
 * @throws RangeError, TypeError for an impossible architecture, naming the layer, or one that needs too much memory; CompileError if `backend` is "wasm"
 *   and the engine has no WebAssembly SIMD
 */
export async function createNetwork(options: NetworkOptions = {}): Promise<Network> {
  const { architecture = defaultArchitecture, seed = 1, backend, shared = false, maxMemory, kernels: source } = options;
  const random = Random.fromSeed(seed);
  const shapes = resolveShapes(architecture);
  if (shared && typeof SharedArrayBuffer === "undefined") {
    throw new TypeError("Shared memory is missing here (a page must be cross-origin isolated): use one thread.");
  }
  const maximum = memoryLimit(maxMemory, shared);
  checkMemory(architecture, shapes, maximum);
  const arena = shared ? Arena.shared(maximum) : new Arena(undefined, maximum);
  let module: WebAssembly.Module | undefined;
  if (backend !== "js") {
    try {
      module = await compileKernels(source, shared);
    } catch (error) {
      // Only an engine that cannot compile our own kernels is a reason to go on without them.
      if (backend === "wasm" || source !== undefined || !(error instanceof WebAssembly.CompileError)) throw error;
    }
  }
  const kernels = module ? await loadKernels(arena.memory, module) : createReferenceKernels(arena.memory);
  const network = new Network(architecture, shapes, arena, kernels, module ? "wasm" : "js", module);
  initialise(network.weights, shapes, network.layout, random);
  return network;
}
