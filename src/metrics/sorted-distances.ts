import { checkDistances, type Distances } from "./validate.ts";

/**
 * Distances of pairs in ascending order, each distinct one once, with the numbers of same and of different pairs that are
 * at most so far apart. Everything that is measured by moving a threshold needs only these numbers, not which pair they
 * are of, so the order of the pairs cannot change a result.
 */
export interface SortedDistances {
  /** (steps) */
  readonly distances: Float64Array;
  /** (steps), the last one `samePairs` */
  readonly same: Uint32Array;
  /** (steps), the last one `differentPairs` */
  readonly different: Uint32Array;
  readonly samePairs: number;
  readonly differentPairs: number;
}

/**
 * Sorts the distances of pairs.
 * @throws RangeError as `checkDistances`
 */
export function sortDistances(distances: Distances, same: Uint8Array): SortedDistances {
  const counts = checkDistances(distances, same);
  const near = new Float64Array(counts.same);
  const far = new Float64Array(counts.different);
  let n = 0;
  let f = 0;
  for (let i = 0; i < distances.length; i++) {
    if (same[i] === 1) near[n++] = distances[i];
    else far[f++] = distances[i];
  }
  near.sort();
  far.sort();
  const sorted = new Float64Array(distances.length);
  const sameCounts = new Uint32Array(distances.length);
  const differentCounts = new Uint32Array(distances.length);
  let steps = 0;
  for (n = 0, f = 0; n < near.length || f < far.length; steps++) {
    const distance = f === far.length || (n < near.length && near[n] < far[f]) ? near[n] : far[f];
    while (n < near.length && near[n] === distance) n++;
    while (f < far.length && far[f] === distance) f++;
    sorted[steps] = distance;
    sameCounts[steps] = n;
    differentCounts[steps] = f;
  }
  return {
    distances: sorted.subarray(0, steps),
    same: sameCounts.subarray(0, steps),
    different: differentCounts.subarray(0, steps),
    samePairs: counts.same,
    differentPairs: counts.different,
  };
}
