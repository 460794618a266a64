import type { LayerShape } from "./shapes.ts";

/** Where one layer's weight and bias stand in a slab, in elements. Weights: (R, R, Cp, Kp) or (Ip, Op). */
export interface LayerParameters {
  readonly weight: number;
  readonly bias: number;
  readonly weightSize: number;
  readonly biasSize: number;
}

/** The layout that weights, gradients and Adam's moments share: one slab each, all layers in order. */
export interface ParameterLayout {
  readonly layers: readonly LayerParameters[];
  /** Elements of a slab, padding included; a multiple of 4. */
  readonly size: number;
  /** Parameters as the user counts them, without padding. */
  readonly count: number;
}

export function layoutParameters(shapes: readonly LayerShape[]): ParameterLayout {
  let size = 0;
  let count = 0;
  const layers = shapes.map((shape) => {
    const conv = shape.type === "conv";
    const weightSize = conv ? shape.R * shape.R * shape.Cp * shape.Kp : shape.Ip * shape.Op;
    const biasSize = conv ? shape.Kp : shape.Op;
    const layer = { weight: size, bias: size + weightSize, weightSize, biasSize };
    size += weightSize + biasSize;
    count += conv ? (shape.R * shape.R * shape.C + 1) * shape.K : (shape.I + 1) * shape.O;
    return layer;
  });
  return { layers, size, count };
}

/**
 * Calls `visit` for every weight of a layer with its place in our stored weight, in the order in which weights are
 * drawn, counted and compared: outputs, then channels, rows and columns of the input. Padding is not visited.
 */
export function visitWeight(shape: LayerShape, visit: (place: number) => void): void {
  if (shape.type === "conv") {
    const { R, C, Cp, K, Kp } = shape;
    for (let k = 0; k < K; k++) {
      for (let c = 0; c < C; c++) {
        for (let tap = 0; tap < R * R; tap++) visit((tap * Cp + c) * Kp + k);
      }
    }
    return;
  }
  const { H, W, C, Cp } = shape.flatten ?? { H: 1, W: 1, C: shape.I, Cp: shape.I };
  for (let o = 0; o < shape.O; o++) {
    for (let c = 0; c < C; c++) {
      for (let pixel = 0; pixel < H * W; pixel++) visit((pixel * Cp + c) * shape.Op + o);
    }
  }
}

/** Inputs that one output of a layer adds up. */
export const fanIn = (shape: LayerShape): number => (shape.type === "conv" ? shape.R * shape.R * shape.C : shape.I);

/** Outputs of a layer as the user counts them. */
export const fanOut = (shape: LayerShape): number => (shape.type === "conv" ? shape.K : shape.O);
