import { quoteValue } from "../message-text.ts";
import { checkFlag, checkInteger, checkKeys } from "./layers/checks.ts";
import { kindOf, type Layer, resolvers } from "./layers/index.ts";
import type { FeatureMap, ResolvedLayer } from "./layers/layer.ts";

/** What both twins compute: an input size, then layers; the last gives one vector, the embedding. Plain JSON. */
export interface Architecture {
  readonly input: {
    /** Pixels; 1 to 1,024. */
    readonly height: number;
    readonly width: number;
    /** 1 to 64. */
    readonly channels: number;
    /**
     * Whether the part of the image that the layers see, where pooling drops rows and columns, lies in its middle.
     * Default false: it begins at the first row and column, as in PyTorch.
     */
    readonly centred?: boolean;
  };
  /** Convolutions and average pooling in any order, then dense layers; 1 to 1,000. */
  readonly layers: readonly Layer[];
}

/** The default network: 28 x 28 pixels to an embedding of 10 numbers; 12,938 parameters. */
export const defaultArchitecture: Architecture = {
  input: { height: 28, width: 28, channels: 1 },
  layers: [
    { type: "conv", filters: 8, kernelSize: 3, relu: true, pool: 2 },
    { type: "conv", filters: 16, kernelSize: 3, relu: true, pool: 3 },
    { type: "dense", units: 64, relu: true },
    { type: "dense", units: 32, relu: true },
    { type: "dense", units: 10 },
  ],
};

/** The network of start weights for any symbol: 28 x 28 pixels to an embedding of 64 numbers, length 1; 32,544 parameters. */
export const symbolsArchitecture: Architecture = {
  input: { height: 28, width: 28, channels: 1 },
  layers: [
    { type: "conv", filters: 16, kernelSize: 3, relu: true, pool: 2 },
    { type: "conv", filters: 32, kernelSize: 3, relu: true },
    { type: "conv", filters: 32, kernelSize: 3, relu: true, pool: 3 },
    { type: "dense", units: 64 },
    { type: "normalise" },
  ],
};

/** Networks that recipes name: the default is what `architectureFor` says of the images. */
export const networkNames = ["default", "symbols"] as const;
export type NetworkName = (typeof networkNames)[number];

/** Pixels along a side of an image. */
const MAX_SIDE = 1024;

/** Far more than trains; a list of 100,000 takes no time to refuse. */
const MAX_LAYERS = 1000;

/** Pixels (times channels) of an input image. */
export const imageSizeOf = ({ input }: Architecture): number => input.height * input.width * input.channels;

/**
 * Checks an architecture, such as one read from a file, and resolves the sizes of its layers. Each is named as PyTorch
 * code would name it: conv1, conv2, ..., lin1, lin2, ...
 * @throws RangeError, TypeError naming the layer that is impossible, with its input and output size
 */
export function resolveLayers(architecture: Architecture): ResolvedLayer[] {
  const { input, layers: descriptions } = architecture ?? {};
  if (typeof input !== "object" || input === null || !Array.isArray(descriptions)) {
    throw new TypeError("An architecture needs an input size and a list of layers.");
  }
  checkKeys(architecture, "architecture", ["input", "layers"]);
  checkKeys(input, "input", ["height", "width", "channels", "centred"]);
  if (descriptions.length > MAX_LAYERS) {
    throw new RangeError(`An architecture has at most ${MAX_LAYERS} layers, got ${descriptions.length}.`);
  }
  const rows = checkInteger(input.height, "input: height", 1, MAX_SIDE);
  const columns = checkInteger(input.width, "input: width", 1, MAX_SIDE);
  const channels = checkInteger(input.channels, "input: channels", 1, 64);
  checkFlag(input.centred, "input: centred");
  const image = { rows, columns, channels, width: columns, stored: channels };
  let layers: ResolvedLayer[];
  try {
    layers = resolveEach(descriptions, image);
  } catch (error) {
    const least = smallestSide(descriptions, image);
    if (least === undefined) throw error;
    throw new RangeError(`${(error as Error).message} The smallest images for these layers are ${least}x${least}.`);
  }
  const last = layers.at(-1);
  if (last === undefined || last.output.rows * last.output.columns !== 1) {
    const got = last
      ? `, got ${last.output.rows}x${last.output.columns}x${last.output.channels} from ${last.name}`
      : "";
    throw new RangeError(
      `The last layer must give one vector, the embedding, such as a dense layer or a global average${got}.`,
    );
  }
  if (last.slabOffset + last.slabSize === 0) {
    throw new RangeError("An architecture needs a layer with weights, such as conv or dense.");
  }
  return cropUnread(layers, columns);
}

/** The side of the smallest square images that all layers can take; undefined if they can take none. */
function smallestSide(descriptions: readonly Layer[], image: FeatureMap): number | undefined {
  const fits = (side: number): boolean => {
    try {
      resolveEach(descriptions, { ...image, rows: side, columns: side, width: side });
      return true;
    } catch {
      return false;
    }
  };
  let [low, high] = [0, MAX_SIDE];
  if (!fits(high)) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function resolveEach(descriptions: readonly Layer[], image: FeatureMap): ResolvedLayer[] {
  const layers: ResolvedLayer[] = [];
  const counts: Record<string, number> = {};
  let input = image;
  let slabOffset = 0;
  let flattened = false;
  for (const [index, description] of descriptions.entries()) {
    const type: unknown = description?.type;
    if (typeof type !== "string" || !Object.hasOwn(resolvers, type)) {
      const known = Object.keys(resolvers)
        .map((kind) => `"${kind}"`)
        .join(", ");
      throw new TypeError(`Layer ${index + 1} must be of type ${known}, got ${quoteValue(type ?? description)}.`);
    }
    const base = { type, name: "", input, output: input, slabOffset, slabSize: 0, weightsOffset: 0 };
    const kind = kindOf(base);
    counts[type] = (counts[type] ?? 0) + 1;
    const name = `${kind.prefix}${counts[type]}`;
    if (flattened && !kind.flattens) throw new RangeError(`${name}: "${type}" cannot follow a dense layer.`);
    flattened = kind.flattens;
    const layer = resolvers[type](description as never, { ...base, name });
    layers.push(layer);
    input = layer.output;
    slabOffset += layer.slabSize;
  }
  return layers;
}

/**
 * Walks down from the top and cuts each layer's output to what the layer above reads. An image keeps its width, since
 * its rows are copied whole.
 */
function cropUnread(layers: readonly ResolvedLayer[], imageWidth: number): ResolvedLayer[] {
  const cropped = [...layers];
  let read: { readonly rows: number; readonly columns: number } = { rows: 1, columns: 1 };
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l];
    const output = { ...layer.output, ...read, width: read.columns };
    const { rows, columns } = kindOf(layer).reads(layer, output, layer.input);
    read = { rows, columns };
    cropped[l] = { ...layer, output, input: { ...layer.input, rows, columns, width: l === 0 ? imageWidth : columns } };
  }
  return cropped;
}

/** The part of an image that the layers see: its first row and column, and how many. */
export function seenPart({ input }: Architecture, [{ input: seen }]: readonly ResolvedLayer[]) {
  const { height, width, centred } = input;
  const { rows, columns } = seen;
  const top = centred ? Math.floor((height - rows) / 2) : 0;
  const left = centred ? Math.floor((width - columns) / 2) : 0;
  return { height, width, top, left, rows, columns };
}
