import { quoteValue } from "../message-text.ts";
import { checkOptions } from "../options.ts";
import { type Architecture, defaultArchitecture } from "./architecture.ts";
import type { ConvLayer } from "./layers/conv-pool.ts";
import type { DenseLayer } from "./layers/dense.ts";

/** What an architecture is chosen by; a `Dataset` has it. */
export interface ImagesToLearn {
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classNames?: readonly string[];
}

export type ArchitectureSize = "small" | "medium" | "large";

export interface ArchitectureOptions {
  /** "small" has half as many filters and units as "medium", the default, and "large" twice as many. */
  readonly size?: ArchitectureSize | undefined;
  /** Numbers in an embedding. Default: 10 to 32, by the images and their classes. */
  readonly dimension?: number | undefined;
}

const SCALES: Readonly<Record<ArchitectureSize, number>> = { small: 0.5, medium: 1, large: 2 };

type Hidden = ConvLayer | DenseLayer;

/** From as many classes on an embedding of few numbers has no room for them. */
const MANY_CLASSES = 65;

const conv = (filters: number, pool: number): ConvLayer => ({ type: "conv", filters, kernelSize: 3, relu: true, pool });

/** Convolutions that halve the image until 3 to 8 pixels are left of its shorter side, then one that does not. */
function halving(side: number): Hidden[] {
  const layers: Hidden[] = [];
  let filters = side < 64 ? 16 : 8;
  for (let left = side; left > 8; left = (left - 2) >> 1) {
    layers.push(conv(filters, 2));
    filters = Math.min(64, 2 * filters);
  }
  return [...layers, conv(64, 1)];
}

/**
 * The layers that images of a size are learnt with: of grey ones from 16 to 39 pixels those of the default network, of
 * smaller ones convolutions that keep the edge, of larger and of RGB ones as many as bring the shorter side below 9
 * pixels. For at least 65 classes the embedding has 32 numbers.
 *
 * @throws RangeError for a size that does not exist, and, when a network is made of it, for images that are too small,
 *   less than 4 pixels a side; TypeError for an option that does not exist
 */
export function architectureFor(images: ImagesToLearn, options: ArchitectureOptions = {}): Architecture {
  checkOptions(options, "architectureFor", ["size", "dimension"]);
  const { height, width, channels, classNames = [] } = images;
  const { size = "medium", dimension } = options;
  if (!Object.hasOwn(SCALES, size)) {
    throw new RangeError(
      `architectureFor: expected the size ${Object.keys(SCALES).join(", ")}, got ${quoteValue(size)}.`,
    );
  }
  const side = Math.min(height, width);
  const plain = side < 40 && channels === 1;
  const numbers = classNames.length < MANY_CLASSES ? (side < 16 || plain ? 10 : 16) : 32;
  const [first, second, dense64, dense32] = defaultArchitecture.layers as readonly Hidden[];
  let layers = [...halving(side), dense64];
  if (plain) layers = [first, second, dense64, dense32];
  // Every pixel counts: the zeros around the first convolution keep the edge, and pooling comes late.
  if (side < 16) layers = [{ ...conv(16, 1), padding: "same" }, conv(32, 2), dense64, dense32];
  return {
    input: { height, width, channels },
    layers: [...layers.map((layer) => scaled(layer, SCALES[size])), { type: "dense", units: dimension ?? numbers }],
  };
}

const scaled = (layer: Hidden, by: number): Hidden =>
  layer.type === "conv" ? { ...layer, filters: layer.filters * by } : { ...layer, units: layer.units * by };
