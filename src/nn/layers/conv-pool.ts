import { quoteValue } from "../../message-text.ts";
import type { Engine } from "../../wasm/engine.ts";
import { checkFlag, checkInteger, checkKeys } from "./checks.ts";
import { biasTensor, type LayerBuffers, type LayerKind, outputMap, type ResolvedLayer, SLACK } from "./layer.ts";

/** A convolution (stride 1), ReLU if asked for, and max-pooling (stride = window). */
export interface ConvLayer {
  readonly type: "conv";
  /** Number of filters, the channels of the output; 1 to 1024. */
  readonly filters: number;
  /** Side of the square filter in pixels; 1 to 7. */
  readonly kernelSize: number;
  /**
   * "valid": the filter stays within the image, which so loses kernelSize - 1 rows and columns. "same": the image is
   * surrounded by (kernelSize - 1) / 2 zeros and keeps its size; for an odd kernelSize. Default "valid".
   */
  readonly padding?: "valid" | "same";
  /** Whether a ReLU follows. Default false. */
  readonly relu?: boolean;
  /** Side of the pooling window in pixels; 1 to 4. Default 1, no pooling. */
  readonly pool?: number;
}

/** Weights (R, R, channels as stored, filters as stored), then the bias. */
export interface ConvPool extends ResolvedLayer {
  readonly type: "conv";
  /** Side of the filter, of the pooling window, and zeros on each side of the image. */
  readonly R: number;
  readonly P: number;
  readonly padding: number;
  readonly relu: boolean;
  /** Byte offsets of the filters as Winograd's algorithm wants them, and of the weight with its input axes last. */
  readonly winogradOffset: number;
  readonly transposedOffset: number;
}

export interface ConvBuffers extends LayerBuffers {
  /** The element of the image (with its zeros) where the patch of each output begins; -1: a patch of zeros alone. */
  readonly argmax: number;
  /** The image with its zeros around it, and its gradient; 0 without. The border is written by nobody, and stays 0. */
  readonly padded: number;
  readonly dPadded: number;
}

/** Elements of a row, and of the image, that the filters pass over. */
const rowSize = ({ input, output, R, P, padding }: ConvPool): number =>
  (padding > 0 ? output.columns * P + R - 1 : input.width) * input.stored;
const imageSize = (layer: ConvPool): number => (layer.output.rows * layer.P + layer.R - 1) * rowSize(layer);

const weightSize = ({ input, output, R }: ConvPool): number => R * R * input.stored * output.stored;

/** Bytes of scratch for the gradients, at most: the weights' sums by whole tiles of vectors, and lists of the maxima. */
export const gradientScratch = (R: number, C: number, K: number, images: number, windows: number): number =>
  (K + 1) * (4 * R * R * C + 164) + 192 * windows + 8 * images * windows + 65536;

/**
 * Points along a side of the tiles by which Winograd's algorithm computes the outputs; 0 where plain sums do. By the
 * layer's shape alone, so that every machine does the same sums.
 *
 * Five for filters and windows of 3x3. Six for filters of 3x3 or 5x5 where tiles hold whole windows, over channels that
 * make up for the transforms (without pooling these store more), and where they save half of the multiplications: not
 * where most of a tile lies beyond the image.
 */
export function winogradSide({ input, output, R, P }: ConvPool): number {
  const C = input.stored;
  const { rows, columns, stored } = output;
  if (C % 4 > 0 || stored < 8) return 0;
  if (R === 3 && P === 3) return 5;
  const windows = (7 - R) / P;
  if ((R !== 3 && R !== 5) || windows % 1 > 0 || C < (P > 1 ? 16 : 32)) return 0;
  const tiles = Math.ceil(rows / windows) * Math.ceil(columns / windows);
  return 72 * tiles > rows * columns * (P * R) ** 2 ? 0 : 6;
}

/** Copies the images between their buffer and the padded one: `into` it, or out of it. */
function copyImages({ kernels }: Engine, layer: ConvPool, padded: number, plain: number, n: number, into: boolean) {
  const { rows, columns, width, stored } = layer.input;
  const row = rowSize(layer);
  const image = imageSize(layer);
  const inside = padded + layer.padding * (row + stored) * 4;
  const plainRow = width * stored;
  if (into) kernels.copyRows(inside, plain, n, rows, columns * stored, image, row, rows * plainRow, plainRow);
  else kernels.copyRows(plain, inside, n, rows, columns * stored, rows * plainRow, plainRow, image, row);
}

/** See `Resolve`. */
export function resolveConv(description: ConvLayer, base: ResolvedLayer): ConvPool {
  const { name, input } = base;
  checkKeys(description, name, ["type", "filters", "kernelSize", "padding", "relu", "pool"]);
  const K = checkInteger(description.filters, `${name}: filters`, 1, 1024);
  const R = checkInteger(description.kernelSize, `${name}: kernelSize`, 1, 7);
  const P = checkInteger(description.pool ?? 1, `${name}: pool`, 1, 4);
  const relu = checkFlag(description.relu, `${name}: relu`);
  const { padding = "valid" } = description;
  if (padding !== "valid" && padding !== "same") {
    throw new TypeError(`${name}: padding must be "valid" or "same", got ${quoteValue(padding)}.`);
  }
  if (padding === "same" && R % 2 === 0) {
    throw new RangeError(`${name}: padding "same" needs an odd kernelSize, got ${R}.`);
  }
  const zeros = padding === "same" ? (R - 1) / 2 : 0;
  const rows = Math.floor((input.rows + 2 * zeros - R + 1) / P);
  const columns = Math.floor((input.columns + 2 * zeros - R + 1) / P);
  if (rows < 1 || columns < 1) {
    throw new RangeError(
      `${name}: an input of ${input.rows}x${input.columns}x${input.channels} is too small for ${K} filters of ` +
        `${R}x${R} and a ${P}x${P} pool: the output would be ${Math.max(0, rows)}x${Math.max(0, columns)}x${K}.`,
    );
  }
  const output = outputMap(rows, columns, K);
  const slabSize = (R * R * input.stored + 1) * output.stored;
  const type = "conv";
  return { ...base, type, output, slabSize, R, P, padding: zeros, relu, winogradOffset: 0, transposedOffset: 0 };
}

export const convPool: LayerKind<ConvPool, ConvBuffers> = {
  prefix: "conv",
  flattens: false,

  reads({ R, P, padding }, output, whole) {
    // With "same" the zeros take the place of the last rows: only as many are read as there are.
    const outer = R - 1 - padding;
    return {
      rows: Math.min(whole.rows, output.rows * P + outer),
      columns: Math.min(whole.columns, output.columns * P + outer),
    };
  },

  tensors(layer) {
    const { slabOffset, input, output, R } = layer;
    const visit = (place: (place: number) => void): void => {
      for (let k = 0; k < output.channels; k++) {
        for (let c = 0; c < input.channels; c++) {
          for (let tap = 0; tap < R * R; tap++) place(slabOffset + (tap * input.stored + c) * output.stored + k);
        }
      }
    };
    return [
      { name: "weight", shape: [output.channels, input.channels, R, R], visit },
      biasTensor(slabOffset + weightSize(layer), output.channels),
    ];
  },

  needsAll: (layer) => layer.padding > 0 || winogradSide(layer) === 6,

  place(arena, layer) {
    const side = winogradSide(layer);
    if (side === 0) return layer;
    const points = side * side * layer.input.stored * layer.output.stored;
    // Behind them stand the weights that they were made of, see winogradSixFilters.
    return { ...layer, winogradOffset: arena.allocateFloats(points + weightSize(layer)) };
  },

  prepare({ kernels }, layer) {
    const { input, output, winogradOffset, weightsOffset, R } = layer;
    const side = winogradSide(layer);
    if (side === 5) kernels.winogradFilters(winogradOffset, weightsOffset, input.stored, output.stored);
    if (side === 6) kernels.winogradSixFilters(winogradOffset, weightsOffset, input.stored, output.stored, R);
  },

  placeBackward(arena, layer) {
    if (layer.slabOffset === 0) return layer;
    return { ...layer, transposedOffset: arena.allocateFloats(weightSize(layer)) };
  },

  prepareBackward({ kernels }, layer) {
    if (layer.slabOffset === 0) return;
    const { input, output, R } = layer;
    kernels.transpose(layer.transposedOffset, layer.weightsOffset, R * R * input.stored, output.stored);
  },

  allocateBuffers(arena, layer, images, train) {
    const { output, padding, slabOffset } = layer;
    const padded = images * imageSize(layer) + SLACK;
    return {
      argmax: arena.allocateFloats(images * output.rows * output.columns * output.stored),
      padded: padding > 0 ? arena.allocateFloats(padded) : 0,
      dPadded: padding > 0 && train && slabOffset > 0 ? arena.allocateFloats(padded) : 0,
    };
  },

  scratchBytes(layer, images, train) {
    const { rows, columns, stored: K } = layer.output;
    const C = layer.input.stored;
    // Transformed patches.
    const side = winogradSide(layer);
    const five = 4 * (25 * columns * (C + K) + 5 * (3 * columns + 2) * C + 60);
    const winograd = side === 6 ? 144 * (32 * (C + K) + C + 80) : side && five;
    return Math.max(winograd, train ? gradientScratch(layer.R, C, K, images, rows * columns) : 0);
  },

  forward(engine, layer, { x, y, argmax, padded, scratch }, n) {
    const { kernels } = engine;
    const { R, P, padding, weightsOffset, winogradOffset } = layer;
    const { rows, columns, stored: K } = layer.output;
    const C = layer.input.stored;
    const b = weightsOffset + weightSize(layer) * 4;
    const relu = Number(layer.relu);
    const row = rowSize(layer);
    const image = imageSize(layer);
    if (padding > 0) copyImages(engine, layer, padded, x, n, true);
    const from = padded || x;
    const side = winogradSide(layer);
    if (side === 5) {
      kernels.winogradPoolForward(
        y,
        argmax,
        from,
        winogradOffset,
        b,
        scratch,
        n,
        image,
        row,
        C,
        rows,
        columns,
        K,
        relu,
      );
    } else if (side === 6) {
      kernels.winogradSixForward(
        y,
        argmax,
        from,
        winogradOffset,
        b,
        scratch,
        n,
        image,
        row,
        C,
        R,
        P,
        rows,
        columns,
        K,
        relu,
      );
    } else {
      // Only images are full of zeros, and only a layer whose input gets no gradient can do without their maxima.
      const skipBlank = Number(layer.relu && layer.slabOffset === 0);
      kernels.convPoolForward(
        y,
        argmax,
        from,
        weightsOffset,
        b,
        n,
        image,
        row,
        C,
        R,
        P,
        rows,
        columns,
        K,
        relu,
        skipBlank,
      );
    }
  },

  backward(engine, layer, { x, y, dx, dy, argmax, padded, dPadded, scratch }, slabs, n) {
    const { kernels } = engine;
    const { R, padding, slabOffset } = layer;
    const { rows, columns, stored: K } = layer.output;
    const C = layer.input.stored;
    const windows = rows * columns;
    const N = n * slabs.length;
    const row = rowSize(layer);
    const image = imageSize(layer);
    const from = padded || x;
    if (layer.relu) kernels.reluBackward(dy, y, N * windows * K);
    for (let part = 0; part < slabs.length; part++) {
      const at = part * n * windows * K * 4;
      const dw = slabs[part] + slabOffset * 4;
      kernels.biasGradient(dw + weightSize(layer) * 4, dy + at, n * windows, K);
      kernels.convPoolBackwardWeight(
        dw,
        dy + at,
        argmax + at,
        from + part * n * image * 4,
        scratch,
        n,
        image,
        row,
        C,
        R,
        windows,
        K,
      );
    }
    if (slabOffset === 0) return;
    kernels.convPoolBackwardInput(
      dPadded || dx,
      dy,
      argmax,
      layer.transposedOffset,
      scratch,
      N,
      image,
      row,
      C,
      R,
      rows,
      columns,
      K,
    );
    if (padding > 0) copyImages(engine, layer, dPadded, dx, N, false);
  },
};
