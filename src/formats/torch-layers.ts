import type { AveragePool } from "../nn/layers/average-pool.ts";
import type { ConvPool } from "../nn/layers/conv-pool.ts";
import type { Dense } from "../nn/layers/dense.ts";
import type { Layer } from "../nn/layers/index.ts";
import type { ResolvedLayer } from "../nn/layers/layer.ts";
import { zerosAround } from "./onnx-layers.ts";

/** A layer in PyTorch: its module, if it has weights, and the lines that take `x` through it. */
export interface TorchLayer {
  readonly module?: string;
  readonly forward: readonly string[];
}

function conv(layer: ConvPool): TorchLayer {
  const { name, input, output, R, P, relu } = layer;
  const [top, left, bottom, right] = zerosAround(layer);
  const isEven = top === left && top === bottom && top === right;
  const padding = isEven && top > 0 ? `, padding=${top}` : "";
  let y = `self.${name}(x)`;
  if (relu) y = `F.relu(${y})`;
  if (P > 1) y = `F.max_pool2d(${y}, ${P})`;
  return {
    module: `nn.Conv2d(${input.channels}, ${output.channels}, ${R}${padding})`,
    forward: [...(isEven ? [] : [`x = F.pad(x, (${left}, ${right}, ${top}, ${bottom}))`]), `x = ${y}`],
  };
}

function dense({ name, input, output, relu }: Dense): TorchLayer {
  const inputs = input.rows * input.columns * input.channels;
  return {
    module: `nn.Linear(${inputs}, ${output.channels})`,
    forward: [`x = ${relu ? `F.relu(self.${name}(x))` : `self.${name}(x)`}`],
  };
}

const averagePool = ({ windowRows, windowColumns, stride }: AveragePool): TorchLayer => ({
  forward: [`x = F.avg_pool2d(x, (${windowRows}, ${windowColumns}), stride=${stride})`],
});

// Its least length is that of the layer here: 1e-12.
const normalise = (): TorchLayer => ({ forward: ["x = F.normalize(x, dim=1)"] });

/** By the layers' types, all of them. */
const writers: Readonly<Record<Layer["type"], (layer: never) => TorchLayer>> = {
  conv,
  dense,
  "average-pool": averagePool,
  normalise,
};

export const torchLayer = (layer: ResolvedLayer): TorchLayer =>
  (writers[layer.type as Layer["type"]] as (layer: ResolvedLayer) => TorchLayer)(layer);
