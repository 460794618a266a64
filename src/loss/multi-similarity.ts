import { exactExp, exactLog } from "./exact-exp.ts";

export interface MultiSimilarityOptions {
  /** How sharply the least similar images of one class count; > 0. Default 2. */
  readonly alpha?: number;
  /** How sharply the most similar images of two classes count; > 0. Default 40. */
  readonly beta?: number;
  /** The similarity about which both are weighed (the paper's lambda), -1 to 1. Default 0.5. */
  readonly base?: number;
  /** The mining's margin (the paper's epsilon), a similarity; at least 0. Default 0.1. */
  readonly margin?: number;
}

/**
 * Multi-similarity loss (Wang et al. 2019, "Multi-Similarity Loss with General Pair Weighting", equations 11 to 15) of n
 * embeddings of length 1, and its slopes by their similarities.
 *
 * An image i mines its pairs first: those of its class that are less similar than its most similar other one plus
 * the margin, and those of other classes that are more similar than its least similar own one minus the margin. The
 * loss is the mean over all n images of `log(1 + sum of e^(-alpha (s - base))) / alpha` over the first, and of
 * `log(1 + sum of e^(beta (s - base))) / beta` over the second.
 *
 * @param similarities (n, stride): the scalar product of images i and j at `i * stride + j`
 * @param labels (n)
 * @param slopes (n, n), overwritten: the loss's derivative by the similarity of i and j as image i's own term has it
 * @returns the loss; NaN if a similarity is
 */
export function multiSimilarity(
  similarities: Float32Array,
  stride: number,
  n: number,
  labels: ArrayLike<number>,
  slopes: Float64Array,
  { alpha = 2, beta = 40, base = 0.5, margin = 0.1 }: MultiSimilarityOptions = {},
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    const label = labels[i];
    let leastSame = Infinity;
    let mostOther = -Infinity;
    for (let j = 0; j < n; j++) {
      const s = similarities[row + j];
      // A NaN must reach the loss, though no comparison finds it.
      if (Number.isNaN(s)) return Number.NaN;
      if (labels[j] !== label) {
        if (s > mostOther) mostOther = s;
      } else if (s < leastSame && j !== i) {
        leastSame = s;
      }
    }
    let sameSum = 1;
    let otherSum = 1;
    for (let j = 0; j < n; j++) {
      const s = similarities[row + j];
      let slope = 0;
      if (labels[j] !== label) {
        if (s > leastSame - margin) {
          slope = exactExp(beta * (s - base));
          otherSum += slope;
        }
      } else if (s < mostOther + margin && j !== i) {
        slope = -exactExp(-alpha * (s - base));
        sameSum -= slope;
      }
      slopes[i * n + j] = slope;
    }
    total += exactLog(sameSum) / alpha + exactLog(otherSum) / beta;
    for (let j = 0; j < n; j++) {
      const slope = slopes[i * n + j];
      if (slope !== 0) slopes[i * n + j] = slope / ((slope < 0 ? sameSum : otherSum) * n);
    }
  }
  return total / n;
}
