/** Added to each difference of two embeddings, as PyTorch's pairwise_distance does. */
export const DISTANCE_EPSILON = 1e-6;

/** Euclidean distance of two embeddings of D numbers, `||a - b + 1e-6||`. */
export function pairDistance(e: Float32Array, a: number, b: number, D: number): number {
  let sum = 0;
  for (let i = 0; i < D; i++) {
    const difference = e[a + i] - e[b + i] + DISTANCE_EPSILON;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
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
 * Contrastive loss (Hadsell, Chopra and LeCun 2006, equation 4; their Y is `1 - same`) of some pairs of a batch, and
 * its gradient by both embeddings. The batch's loss is the mean of d^2 over its same pairs, plus the mean of
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
    const d = pairDistance(e, a, b, D);
    let scale = 0;
    if (same[chunk.first + p] === 1) {
      sums[sumsAt] += d * d;
      scale = 2 / samePairs;
    } else {
      const gap = margin - d;
      // A NaN distance must reach the sum, so the test is for what costs nothing.
      if (!(gap <= 0)) {
        sums[sumsAt + 1] += gap * gap;
        // At d = 0 the distance has no gradient; PyTorch takes 0 there as well.
        if (d !== 0) scale = (-2 * gap) / (d * differentPairs);
      }
    }
    for (let i = 0; i < D; i++) {
      const gradient = scale === 0 ? 0 : scale * (e[a + i] - e[b + i] + DISTANCE_EPSILON);
      e[da + i] = gradient;
      e[db + i] = -gradient;
    }
    for (let i = D; i < stride; i++) {
      e[da + i] = 0;
      e[db + i] = 0;
    }
  }
}
