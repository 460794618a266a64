import { selectSmallest } from "./select.ts";

/** Means over the queries, 0 to 1. */
export interface RetrievalQuality {
  /** Share of the queries whose nearest other image is of their class. */
  readonly precisionAt1: number;
  /** With R other images of a query's class: the share of its R nearest images that are of its class. */
  readonly rPrecision: number;
  /** Mean over the ranks 1 to R of the precision up to that rank, counted 0 where the image there is of another class. */
  readonly meanAveragePrecisionAtR: number;
  /** Images that were asked for: those whose class has another image. */
  readonly queries: number;
}

/** Adds up how well queries find their class: see `retrievalQuality` for what is counted. Memory grows with the gallery. */
export class RetrievalTally {
  #queries = 0;
  #first = 0;
  #precision = 0;
  #average = 0;
  readonly #near: Float32Array;
  readonly #far: Float32Array;
  readonly #all: Float32Array;
  readonly #between: Uint32Array;

  /** @param count size of the gallery */
  constructor(count: number) {
    this.#near = new Float32Array(count);
    this.#far = new Float32Array(count);
    this.#all = new Float32Array(count);
    this.#between = new Uint32Array(count + 1);
  }

  /** Counts a query whose class has the columns `start` to `end` of `row`; NaN there is the query itself. */
  add(row: Float32Array, start: number, end: number): void {
    const near = this.#near;
    let R = 0;
    let reach = 0;
    for (let j = start; j < end; j++) {
      const distance = row[j];
      if (distance >= 0) near[R++] = distance;
      if (distance > reach) reach = distance;
    }
    if (R === 0) return;
    this.#queries++;
    // An image of another class farther than all of its own can take no place among the first R.
    let others = this.#keepWithin(row, 0, start, reach, 0);
    others = this.#keepWithin(row, end, row.length, reach, others);
    if (others === 0) {
      this.#first++;
      this.#precision++;
      this.#average++;
    } else {
      this.#rank(R, others);
    }
  }

  #keepWithin(row: Float32Array, from: number, to: number, reach: number, count: number): number {
    const far = this.#far;
    let kept = count;
    for (let j = from; j < to; j++) if (row[j] <= reach) far[kept++] = row[j];
    return kept;
  }

  #rank(R: number, others: number): void {
    const all = this.#all.subarray(0, R + others);
    all.set(this.#near.subarray(0, R));
    all.set(this.#far.subarray(0, others), R);
    const reach = selectSmallest(all, R);
    const far = this.#far.subarray(0, this.#keepWithin(this.#far, 0, others, reach, 0)).sort();
    // Sorting its own class would cost more, and only how many lie between two neighbouring others counts.
    const between = this.#between;
    between.fill(0, 0, far.length + 1);
    for (let i = 0; i < R; i++) if (this.#near[i] <= reach) between[countUpTo(far, this.#near[i])]++;
    let hits = 0;
    let sum = 0;
    for (let other = 0; other <= far.length; other++) {
      for (let n = between[other]; n > 0 && hits + other < R; n--) {
        hits++;
        sum += hits / (hits + other);
      }
    }
    if (between[0] > 0) this.#first++;
    this.#precision += hits / R;
    this.#average += sum / R;
  }

  /** @throws RangeError if no query has been counted */
  result(): RetrievalQuality {
    const queries = this.#queries;
    if (queries === 0) throw new RangeError("Expected a query whose class has another image in the gallery, got none.");
    return {
      precisionAt1: this.#first / queries,
      rPrecision: this.#precision / queries,
      meanAveragePrecisionAtR: this.#average / queries,
      queries,
    };
  }
}

/** How many of the ascending `values` are at most `limit`. */
function countUpTo(values: Float32Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
