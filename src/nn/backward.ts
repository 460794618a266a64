import type { Kernels } from "../wasm/kernels.ts";
import type { LayerParameters, ParameterLayout } from "./parameters.ts";
import { type ConvShape, type DenseShape, inputSize, type LayerShape, outputSize } from "./shapes.ts";
import type { Workspace } from "./workspace.ts";

/** Byte offsets that the backward pass reads, beside the workspace. */
export interface BackwardPlan {
  /** A slab that holds every layer's weight transposed; see `transposeWeights`. */
  readonly transposed: number;
  /** As many zeros as the widest dense layer has inputs. */
  readonly zeros: number;
}

/** Writes each layer's weight with its input axis last: what the gradient of its input reads. Once a step. */
export function transposeWeights(
  kernels: Kernels,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
  weights: number,
  transposed: number,
): void {
  for (let l = 1; l < shapes.length; l++) {
    const { weight, weightSize, biasSize } = layout.layers[l];
    kernels.transpose(transposed + weight * 4, weights + weight * 4, weightSize / biasSize, biasSize);
  }
}

/** One layer's buffers, as byte offsets: input, its gradient, the output's gradient, and where the weights stand. */
interface Place {
  x: number;
  dx: number;
  dy: number;
  wt: number;
}

function convGradients(
  kernels: Kernels,
  shape: ConvShape,
  parameters: LayerParameters,
  place: Place,
  workspace: Workspace,
  winner: number,
  slabs: readonly number[],
  n: number,
): void {
  const { W, Cp, R, PH, PW, Kp } = shape;
  const { scratch } = workspace;
  const windows = PH * PW;
  const image = inputSize(shape);
  for (let part = 0; part < slabs.length; part++) {
    const dz = place.dy + part * n * windows * Kp * 4;
    const won = winner + part * n * windows * Kp * 4;
    const x = place.x + part * n * image * 4;
    const dw = slabs[part] + parameters.weight * 4;
    kernels.biasGradient(slabs[part] + parameters.bias * 4, dz, n * windows, Kp);
    kernels.convPoolBackwardWeight(dw, dz, won, x, scratch, n, image, W * Cp, Cp, R, windows, Kp);
  }
  if (shape.first) return;
  const N = n * slabs.length;
  kernels.convPoolBackwardInput(place.dx, place.dy, winner, place.wt, scratch, N, image, W * Cp, Cp, R, windows, Kp);
}

function denseGradients(
  kernels: Kernels,
  shape: DenseShape,
  parameters: LayerParameters,
  place: Place,
  zeros: number,
  slabs: readonly number[],
  n: number,
): void {
  const { Ip, Op } = shape;
  for (let part = 0; part < slabs.length; part++) {
    const dz = place.dy + part * n * Op * 4;
    const x = place.x + part * n * Ip * 4;
    kernels.biasGradient(slabs[part] + parameters.bias * 4, dz, n, Op);
    kernels.denseBackwardWeight(slabs[part] + parameters.weight * 4, x, dz, n, Ip, Op);
  }
  if (!shape.first) kernels.denseForward(place.dx, place.dy, place.wt, zeros, n * slabs.length, Op, Ip, 0);
}

/**
 * Adds the gradients of all parameters, given the gradient of the embeddings in the last layer's `dy`.
 *
 * The images stand in the workspace as one part a slab, n images each: the left twins, whose gradients go to the first
 * slab, then the right twins. Every `dy` of the workspace is overwritten.
 *
 * @param slabs byte offsets of slabs of gradients, added to
 */
export function backward(
  kernels: Kernels,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
  plan: BackwardPlan,
  workspace: Workspace,
  slabs: readonly number[],
  n: number,
): void {
  for (let l = shapes.length - 1; l >= 0; l--) {
    const shape = shapes[l];
    const { y, dy, winner } = workspace.layers[l];
    const below = workspace.layers[l - 1];
    const place = {
      x: below?.y ?? workspace.input,
      dx: below?.dy ?? 0,
      dy,
      wt: plan.transposed + layout.layers[l].weight * 4,
    };
    if (shape.relu) kernels.reluBackward(dy, y, n * slabs.length * outputSize(shape));
    if (shape.type === "conv") {
      convGradients(kernels, shape, layout.layers[l], place, workspace, winner, slabs, n);
    } else {
      denseGradients(kernels, shape, layout.layers[l], place, plan.zeros, slabs, n);
    }
  }
}
