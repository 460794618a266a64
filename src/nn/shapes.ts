import { quote, quoteValue } from "../message-text.ts";
import type { Architecture, Layer } from "./architecture.ts";

/** Rounds a channel count up to whole vectors of four lanes. */
export const padLanes = (count: number): number => (count + 3) & ~3;

/**
 * A conv layer with its sizes resolved. Heights and widths are of what is read: pooling and the layers above leave
 * rows and columns unread, which are neither computed nor stored.
 */
export interface ConvShape {
  readonly type: "conv";
  readonly name: string;
  /** Input: rows, columns, channels, and the channels as stored (padded to lanes, but for the image itself). */
  readonly H: number;
  readonly W: number;
  readonly C: number;
  readonly Cp: number;
  /** Filter side, pooling window, filters, and the filters as stored. */
  readonly R: number;
  readonly P: number;
  readonly K: number;
  readonly Kp: number;
  /** Output, after pooling. */
  readonly PH: number;
  readonly PW: number;
  readonly relu: boolean;
  readonly first: boolean;
}

/** A dense layer with its sizes resolved; `I` and `O` as the user counts them, `Ip` and `Op` as stored. */
export interface DenseShape {
  readonly type: "dense";
  readonly name: string;
  readonly I: number;
  readonly Ip: number;
  readonly O: number;
  readonly Op: number;
  /** The image whose flattening is the input, if a conv layer (or the input itself) is below: rows, columns, channels. */
  readonly flatten?: { readonly H: number; readonly W: number; readonly C: number; readonly Cp: number };
  readonly relu: boolean;
  readonly first: boolean;
}

export type LayerShape = ConvShape | DenseShape;

function checkInteger(value: unknown, what: string, min: number, max: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${what} must be an integer from ${min} to ${max}, got ${quoteValue(value)}.`);
  }
  return value;
}

function checkFlag(value: unknown, what: string): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw new TypeError(`${what} must be true or false, got ${quoteValue(value)}.`);
  }
  return value === true;
}

// A key that nobody reads, such as a stride or a misspelt pool, would give another network than the one asked for.
function checkKeys(value: object, what: string, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`${what}: expected the keys ${known.join(", ")} alone, got ${quote(unknown)} too.`);
  }
}

/** Far more than trains; a list of 100,000 takes no time to refuse. */
const MAX_LAYERS = 1000;

interface Sizes {
  height: number;
  width: number;
  channels: number;
}

function convShape(layer: Layer & { type: "conv" }, name: string, input: Sizes, first: boolean) {
  checkKeys(layer, name, ["type", "filters", "kernelSize", "relu", "pool"]);
  const K = checkInteger(layer.filters, `${name}: filters`, 1, 1024);
  const R = checkInteger(layer.kernelSize, `${name}: kernelSize`, 1, 7);
  const P = checkInteger(layer.pool ?? 1, `${name}: pool`, 1, 4);
  const relu = checkFlag(layer.relu, `${name}: relu`);
  const PH = Math.floor((input.height - R + 1) / P);
  const PW = Math.floor((input.width - R + 1) / P);
  if (PH < 1 || PW < 1) {
    const { height, width, channels } = input;
    throw new RangeError(
      `${name}: an input of ${height}x${width}x${channels} is too small for ${K} filters of ${R}x${R} and a ${P}x${P} ` +
        `pool: the output would be ${Math.max(0, PH)}x${Math.max(0, PW)}x${K}.`,
    );
  }
  const C = input.channels;
  const Cp = first ? C : padLanes(C);
  const Kp = padLanes(K);
  return { type: "conv" as const, name, H: 0, W: 0, C, Cp, R, P, K, Kp, PH, PW, relu, first };
}

/**
 * Resolves the sizes of every layer, and names each as PyTorch code would: conv1, conv2, ..., lin1, lin2, ...
 * @throws RangeError, TypeError naming the layer that is impossible, with its input and output size; or the memory that
 *   the layers would need, where that is more than a network may have
 */
export function resolveShapes(architecture: Architecture): LayerShape[] {
  const { input, layers } = architecture ?? {};
  if (typeof input !== "object" || input === null || !Array.isArray(layers)) {
    throw new TypeError("An architecture needs an input size and a list of layers.");
  }
  checkKeys(architecture, "architecture", ["input", "layers"]);
  checkKeys(input, "input", ["height", "width", "channels", "centred"]);
  if (layers.length > MAX_LAYERS) {
    throw new RangeError(`An architecture has at most ${MAX_LAYERS} layers, got ${layers.length}.`);
  }
  let sizes: Sizes = {
    height: checkInteger(input.height, "input: height", 1, 1024),
    width: checkInteger(input.width, "input: width", 1, 1024),
    channels: checkInteger(input.channels, "input: channels", 1, 64),
  };
  checkFlag(input.centred, "input: centred");
  const shapes: LayerShape[] = [];
  const counts = { conv: 0, dense: 0 };
  let units = 0;
  for (const [index, layer] of (layers as readonly Layer[]).entries()) {
    const first = index === 0;
    if (layer?.type === "conv") {
      const name = `conv${++counts.conv}`;
      if (counts.dense > 0) throw new RangeError(`${name}: a conv layer cannot follow a dense layer.`);
      const shape = convShape(layer, name, sizes, first);
      sizes = { height: shape.PH, width: shape.PW, channels: shape.K };
      shapes.push(shape);
    } else if (layer?.type === "dense") {
      const name = `lin${++counts.dense}`;
      checkKeys(layer, name, ["type", "units", "relu"]);
      const O = checkInteger(layer.units, `${name}: units`, 1, 65536);
      const relu = checkFlag(layer.relu, `${name}: relu`);
      const Op = padLanes(O);
      if (counts.dense === 1) {
        const { height: H, width: W, channels: C } = sizes;
        const Cp = first ? C : padLanes(C);
        const flatten = { H, W, C, Cp };
        shapes.push({ type: "dense", name, I: H * W * C, Ip: H * W * Cp, O, Op, flatten, relu, first });
      } else {
        shapes.push({ type: "dense", name, I: units, Ip: padLanes(units), O, Op, relu, first });
      }
      units = O;
    } else {
      const unknown = layer as { type?: unknown } | null;
      throw new TypeError(
        `Layer ${index + 1} must be of type "conv" or "dense", got ${quoteValue(unknown?.type ?? layer)}.`,
      );
    }
  }
  if (counts.dense === 0) throw new RangeError("An architecture needs a dense layer at its end: the embedding.");
  return cropUnread(shapes, input.width);
}

/**
 * Walks down from the top and cuts each conv layer's output to what the layer above reads. An image keeps its width,
 * since its rows are copied whole.
 */
function cropUnread(shapes: LayerShape[], imageWidth: number): LayerShape[] {
  let readRows = 0;
  let readColumns = 0;
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i];
    if (shape.type === "dense") {
      readRows = shape.flatten?.H ?? 0;
      readColumns = shape.flatten?.W ?? 0;
      continue;
    }
    const PH = readRows;
    const PW = readColumns;
    readRows = PH * shape.P + shape.R - 1;
    readColumns = PW * shape.P + shape.R - 1;
    shapes[i] = { ...shape, PH, PW, H: readRows, W: shape.first ? imageWidth : readColumns };
  }
  return shapes;
}

/** The part of an image that the layers see: its first row and column, and how many. */
export function seenPart({ input }: Architecture, [first]: readonly LayerShape[]) {
  const { height, width } = input;
  if (first.type === "dense") return { height, width, top: 0, left: 0, rows: height, columns: width };
  const rows = first.H;
  const columns = first.PW * first.P + first.R - 1;
  const top = input.centred ? Math.floor((height - rows) / 2) : 0;
  const left = input.centred ? Math.floor((width - columns) / 2) : 0;
  return { height, width, top, left, rows, columns };
}

/** Elements of one stored input image of a layer. */
export const inputSize = (shape: LayerShape): number =>
  shape.type === "conv" ? shape.H * shape.W * shape.Cp : shape.Ip;

/** Elements of one stored output of a layer. */
export const outputSize = (shape: LayerShape): number =>
  shape.type === "conv" ? shape.PH * shape.PW * shape.Kp : shape.Op;
