import type { AveragePool } from "../nn/layers/average-pool.ts";
import type { ConvPool } from "../nn/layers/conv-pool.ts";
import type { Dense } from "../nn/layers/dense.ts";
import type { Layer } from "../nn/layers/index.ts";
import type { ResolvedLayer } from "../nn/layers/layer.ts";
import type { Normalise } from "../nn/layers/normalise.ts";
import { LEAST_LENGTH } from "../reference/normalise.ts";
import type { OnnxGraph } from "./onnx-graph.ts";

/** Adds a layer's operators to a graph, from the value named `x`. @returns the name of its output */
type AddLayer<L extends ResolvedLayer> = (graph: OnnxGraph, layer: L, x: string) => string;

const parametersOf = ({ name }: ResolvedLayer): string[] => [`${name}.weight`, `${name}.bias`];

/**
 * Zeros around the image: above, left, below, right. Below and right only as many as an output reads, which after
 * pooling may be fewer than above and left.
 */
export function zerosAround({ input, output, R, P, padding }: ConvPool): [number, number, number, number] {
  const after = (read: number, outputs: number) => outputs * P + R - 1 - padding - read;
  return [padding, padding, after(input.rows, output.rows), after(input.columns, output.columns)];
}

const conv: AddLayer<ConvPool> = (graph, layer, x) => {
  const { name, relu, R, P } = layer;
  const pads = zerosAround(layer);
  let y = graph.add("Conv", [x, ...parametersOf(layer)], name, { kernel_shape: [R, R], pads });
  if (relu) y = graph.add("Relu", [y], `${name}.relu`);
  return P === 1 ? y : graph.add("MaxPool", [y], `${name}.pool`, { kernel_shape: [P, P], strides: [P, P] });
};

const dense: AddLayer<Dense> = (graph, layer, x) => {
  const y = graph.add("Gemm", [x, ...parametersOf(layer)], layer.name, { transB: 1 });
  return layer.relu ? graph.add("Relu", [y], `${layer.name}.relu`) : y;
};

const averagePool: AddLayer<AveragePool> = (graph, { name, windowRows, windowColumns, stride }, x) =>
  graph.add("AveragePool", [x], name, { kernel_shape: [windowRows, windowColumns], strides: [stride, stride] });

/** The opset's LpNormalization divides vectors of length 0 by that; this one by the least length, as here. */
const normalise: AddLayer<Normalise> = (graph, { name }, x) => {
  const length = graph.add("ReduceL2", [x], `${name}.length`, { axes: [1], keepdims: 1 });
  const least = graph.floats(`${name}.least`, [], [LEAST_LENGTH]);
  return graph.add("Div", [x, graph.add("Max", [length, least], `${name}.divisor`)], name);
};

/** By the layers' types, all of them. */
const adders: Readonly<Record<Layer["type"], AddLayer<never>>> = {
  conv,
  dense,
  "average-pool": averagePool,
  normalise,
};

export const addLayer = (graph: OnnxGraph, layer: ResolvedLayer, x: string): string =>
  (adders[layer.type as Layer["type"]] as AddLayer<ResolvedLayer>)(graph, layer, x);
