import type { PairList } from "../data/pairs.ts";
import { euclideanDistance } from "../distance.ts";
import { checkEmbeddings } from "./validate.ts";

/**
 * Euclidean distance of the two embeddings of each pair, in embedding units. Differences are squared and added in
 * float64, in the order of the dimensions: the same bits as `Network.distance`.
 *
 * @param embeddings (N, dimension) f32, row-major
 * @param pairs rows of `embeddings`; `same` is not read
 * @returns one distance a pair, in the order of the pairs
 * @throws RangeError for embeddings that are not whole rows of finite numbers, or a pair that names a missing row
 */
export function pairDistances(
  embeddings: Float32Array,
  dimension: number,
  pairs: Pick<PairList, "left" | "right" | "length">,
): Float64Array {
  const count = checkEmbeddings(embeddings, dimension, "embeddings");
  const { left, right, length } = pairs;
  if (left.length < length || right.length < length) {
    throw new RangeError(`Expected ${length} pairs, got ${left.length} left and ${right.length} right images.`);
  }
  const distances = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    if (left[i] >= count || right[i] >= count) {
      throw new RangeError(`Pair ${i}: expected images below ${count}, got ${left[i]} and ${right[i]}.`);
    }
    distances[i] = euclideanDistance(embeddings, left[i] * dimension, embeddings, right[i] * dimension, dimension);
  }
  return distances;
}
