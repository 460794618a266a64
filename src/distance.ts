/**
 * Euclidean distance of the D numbers of `a` from `aAt` on and those of `b` from `bAt` on: differences squared and added
 * in double precision, in their order.
 * @param epsilon added to each difference; see PAIR_EPSILON in src/loss/contrastive.ts
 */
export function euclideanDistance(
  a: ArrayLike<number>,
  aAt: number,
  b: ArrayLike<number>,
  bAt: number,
  D: number,
  epsilon = 0,
): number {
  let sum = 0;
  for (let i = 0; i < D; i++) {
    const difference = a[aAt + i] - b[bAt + i] + epsilon;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
