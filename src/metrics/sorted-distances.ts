import { checkDistances, type Distances } from "./validate.ts";

/** The distances of the same pairs and of the different pairs, each in ascending order. */
export interface SortedDistances {
  readonly same: Float64Array;
  readonly different: Float64Array;
}

/**
 * Splits distances by kind and sorts each half. Everything that is measured by moving a threshold needs only these
 * numbers, not who they belong to, so the order of the pairs cannot change a result.
 *
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
  return { same: near.sort(), different: far.sort() };
}

/**
 * Calls `visit` for each distinct distance, in ascending order, with the number of same and of different pairs that
 * are at most that far apart.
 */
export function forEachDistance(
  sorted: SortedDistances,
  visit: (distance: number, same: number, different: number) => void,
): void {
  const { same, different } = sorted;
  let s = 0;
  let d = 0;
  while (s < same.length || d < different.length) {
    const distance = d === different.length || (s < same.length && same[s] < different[d]) ? same[s] : different[d];
    while (s < same.length && same[s] === distance) s++;
    while (d < different.length && different[d] === distance) d++;
    visit(distance, s, d);
  }
}
