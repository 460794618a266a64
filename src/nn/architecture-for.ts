import { type Architecture, defaultArchitecture } from "./architecture.ts";
import type { ConvLayer } from "./layers/conv-pool.ts";
import type { Layer } from "./layers/index.ts";

/** What an architecture is chosen by; a `Dataset` has it. */
export interface ImagesToLearn {
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classNames?: readonly string[];
}

/** From as many classes on an embedding of few numbers has no room for them. */
const MANY_CLASSES = 65;

const conv = (filters: number, pool: number): ConvLayer => ({ type: "conv", filters, kernelSize: 3, relu: true, pool });

/** Below 16 pixels every one counts: the zeros around the first convolution keep the edge, and pooling comes late. */
const small: readonly Layer[] = [
  { ...conv(16, 1), padding: "same" },
  conv(32, 2),
  { type: "dense", units: 64, relu: true },
  { type: "dense", units: 32, relu: true },
];

/** Convolutions that halve the image until 3 to 8 pixels are left of its shorter side, then one that does not. */
function halving(side: number): Layer[] {
  const layers: Layer[] = [];
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
 * @throws RangeError, when a network is made of it, for images that are too small: less than 4 pixels a side
 */
export function architectureFor({ height, width, channels, classNames = [] }: ImagesToLearn): Architecture {
  const side = Math.min(height, width);
  const input = { height, width, channels };
  const many = classNames.length >= MANY_CLASSES;
  const last = (units: number): Layer => ({ type: "dense", units: many ? 32 : units });
  if (side < 16) return { input, layers: [...small, last(10)] };
  if (side < 40 && channels === 1) return { input, layers: [...defaultArchitecture.layers.slice(0, -1), last(10)] };
  return { input, layers: [...halving(side), { type: "dense", units: 64, relu: true }, last(16)] };
}
