// Networks that are measured: the default, and larger ones as people's own images need them.
import { type Architecture, defaultArchitecture } from "../src/nn/architecture.ts";

const network = (
  side: number,
  channels: number,
  convolutions: readonly (readonly [filters: number, kernelSize: number])[],
): Architecture => ({
  input: { height: side, width: side, channels },
  layers: [
    ...convolutions.map(
      ([filters, kernelSize]) => ({ type: "conv", filters, kernelSize, relu: true, pool: 2 }) as const,
    ),
    { type: "dense", units: 64, relu: true },
    { type: "dense", units: 10 },
  ],
});

/** 16, 32 and 64 filters of 3x3. */
const three = [
  [16, 3],
  [32, 3],
  [64, 3],
] as const;

/** Each convolution is followed by a maximum over 2x2 (in the default's second: 3x3), the last by dense 64 and 10. */
export const networks: Readonly<Record<string, Architecture>> = {
  default: defaultArchitecture,
  "64x64x1": network(64, 1, three),
  "64x64x3": network(64, 3, three),
  "96x96x3": network(96, 3, [[32, 3], ...[64, 64, 64].map((filters) => [filters, 3] as const)]),
  "105x105x1": network(105, 1, [
    [32, 5],
    [64, 5],
    [64, 5],
    [64, 3],
  ]),
};

/** What the networks above have not: odd sizes, padding, filters of 1x1, windows of 3x3 of many channels, averages. */
export const oddNetwork: Architecture = {
  input: { height: 57, width: 43, channels: 3 },
  layers: [
    { type: "conv", filters: 18, kernelSize: 5, padding: "same", relu: true, pool: 2 },
    { type: "conv", filters: 24, kernelSize: 1, relu: true },
    { type: "conv", filters: 40, kernelSize: 3, padding: "same", relu: true, pool: 3 },
    { type: "average-pool" },
    { type: "dense", units: 10 },
  ],
};
