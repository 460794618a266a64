import { exactExp, exactLog } from "./exact-exp.ts";

/**
 * Supervised contrastive loss (Khosla et al. 2020, equation 2, the sum outside the logarithm) of n embeddings of length
 * 1, and its slopes by their similarities: the mean, over the images that have another of their class, of the mean over
 * those others p of `-log(e^(s_ip / t) / sum over all a but i of e^(s_ia / t))`.
 *
 * @param similarities (n, stride): the scalar product of images i and j at `i * stride + j`
 * @param labels (n)
 * @param slopes (n, n), overwritten: the loss's derivative by the similarity of i and j as image i's own term has it
 * @param temperature the paper's tau; > 0. Default 0.1
 * @returns the loss; 0 if no two images are of one class; NaN if a similarity is
 */
export function supervisedContrastive(
  similarities: Float32Array,
  stride: number,
  n: number,
  labels: ArrayLike<number>,
  slopes: Float64Array,
  temperature = 0.1,
): number {
  let total = 0;
  let anchors = 0;
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    let most = -Infinity;
    let sameSum = 0;
    let sameCount = 0;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const s = similarities[row + j];
      if (Number.isNaN(s)) return Number.NaN;
      if (s > most) most = s;
      if (labels[j] === labels[i]) {
        sameSum += s;
        sameCount++;
      }
    }
    slopes.fill(0, i * n, (i + 1) * n);
    if (sameCount === 0) continue;
    anchors++;
    // The largest term is taken out, so that nothing overflows.
    let sum = 0;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const power = exactExp((similarities[row + j] - most) / temperature);
      slopes[i * n + j] = power;
      sum += power;
    }
    total += (most - sameSum / sameCount) / temperature + exactLog(sum);
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const share = slopes[i * n + j] / sum - (labels[j] === labels[i] ? 1 / sameCount : 0);
      slopes[i * n + j] = share / temperature;
    }
  }
  if (anchors === 0) return 0;
  for (let k = 0; k < n * n; k++) slopes[k] /= anchors;
  return total / anchors;
}
