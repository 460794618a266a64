import { averagePoolBackward, averagePoolForward } from "./average-pool.ts";
import { convPoolBackwardInput, convPoolBackwardWeight, convPoolForward } from "./conv-pool.ts";
import { copyRows } from "./copy-rows.ts";
import { biasGradient, denseBackwardWeight, denseForward } from "./dense.ts";
import { adam, gatherImages, reluBackward, sumGradients, transpose } from "./elementwise.ts";
import { normaliseBackward, normaliseForward } from "./normalise.ts";
import { rowDistances } from "./row-distances.ts";
import { squaredDistances } from "./squared-distances.ts";
import type { Views } from "./views.ts";
import { warpImages } from "./warp-images.ts";
import { winogradFilters, winogradPoolForward } from "./winograd.ts";
import { winogradSixFilters, winogradSixForward } from "./winograd-six.ts";

/**
 * The kernels in plain scalar TypeScript over the same memory: the same names, arguments and bits as the SIMD ones
 * (`createEngine` checks the types). The oracle of the tests, the fallback where WebAssembly SIMD is missing, and the
 * baseline of the benchmarks.
 */
export function createReferenceKernels(arena: { readonly views: Views }) {
  const bind =
    <A extends number[], T>(kernel: (views: Views, ...args: A) => T) =>
    (...args: A): T =>
      kernel(arena.views, ...args);
  return {
    adam: bind(adam),
    averagePoolBackward: bind(averagePoolBackward),
    averagePoolForward: bind(averagePoolForward),
    biasGradient: bind(biasGradient),
    convPoolBackwardInput: bind(convPoolBackwardInput),
    convPoolBackwardWeight: bind(convPoolBackwardWeight),
    convPoolForward: bind(convPoolForward),
    copyRows: bind(copyRows),
    denseBackwardWeight: bind(denseBackwardWeight),
    denseForward: bind(denseForward),
    gatherImages: bind(gatherImages),
    normaliseBackward: bind(normaliseBackward),
    normaliseForward: bind(normaliseForward),
    reluBackward: bind(reluBackward),
    rowDistances: bind(rowDistances),
    squaredDistances: bind(squaredDistances),
    sumGradients: bind(sumGradients),
    transpose: bind(transpose),
    warpImages: bind(warpImages),
    winogradFilters: bind(winogradFilters),
    winogradPoolForward: bind(winogradPoolForward),
    winogradSixFilters: bind(winogradSixFilters),
    winogradSixForward: bind(winogradSixForward),
  };
}
