import { euclideanDistance } from "../distance.ts";

/** Added to each difference of two embeddings in training on pairs, as PyTorch's pairwise_distance does. */
export const PAIR_EPSILON = 1e-6;

/**
 * What a pair costs (Hadsell, Chopra and LeCun 2006, equation 4): d^2 if it is same, else max(0, margin - d)^2. A NaN
 * stays one.
 */
export function contrastiveCost(distance: number, same: boolean, margin: number): number {
  if (same) return distance * distance;
  const gap = margin - distance;
  return gap <= 0 ? 0 : gap * gap;
}

/** Where a chunk of pairs stands: indices into the arrays, not bytes. */
export interface ChunkOfPairs {
  /** First left embedding, first right embedding, and the same for their gradients, in `e`. */
  left: number;
  right: number;
  dLeft: number;
  dRight: number;
  /** Elements between neighbouring embeddings; the padding after D gets gradients of 0. */
  stride: number;
  D: number;
  /** First pair in `same`, and the number of pairs. */
  first: number;
  count: number;
}

/**
 * Contrastive loss of some pairs of a batch, and its gradient by both embeddings. The batch's loss is the mean of d^2 over its same pairs, plus the mean of
 * max(0, margin - d)^2 over its different pairs.
 *
 * @param e the f32 view of the memory that holds the embeddings and takes the gradients
 * @param same 1 for two images of one class, else 0; one a pair
 * @param sums two numbers, added to: the sum of d^2 over same pairs, of max(0, margin - d)^2 over different ones
 * @param sumsAt index of the first of the two in `sums`
 * @param samePairs, differentPairs how many of each the whole batch has
 * @param margin distance beyond which a different pair costs nothing; > 0
 */
export function contrastiveLoss(
  e: Float32Array,
  chunk: ChunkOfPairs,
  same: Uint8Array,
  sums: Float64Array,
  sumsAt: number,
  samePairs: number,
  differentPairs: number,
  margin: number,
): void {
  const { stride, D } = chunk;
  for (let p = 0; p < chunk.count; p++) {
    const a = chunk.left + p * stride;
    const b = chunk.right + p * stride;
    const da = chunk.dLeft + p * stride;
    const db = chunk.dRight + p * stride;
    const d = euclideanDistance(e, a, e, b, D, PAIR_EPSILON);
    const isSame = same[chunk.first + p] === 1;
    sums[sumsAt + (isSame ? 0 : 1)] += contrastiveCost(d, isSame, margin);
    let scale = 0;
    if (isSame) scale = 2 / samePairs;
    // At d = 0 the distance has no gradient; PyTorch takes 0 there as well.
    else if (!(d >= margin) && d !== 0) scale = (-2 * (margin - d)) / (d * differentPairs);
    for (let i = 0; i < D; i++) {
      const gradient = scale === 0 ? 0 : scale * (e[a + i] - e[b + i] + PAIR_EPSILON);
      e[da + i] = gradient;
      e[db + i] = -gradient;
    }
    for (let i = D; i < stride; i++) {
      e[da + i] = 0;
      e[db + i] = 0;
    }
  }
}
