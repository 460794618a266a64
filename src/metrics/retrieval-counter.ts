import { selectSmallest } from "./quickselect.ts";

/** Means over the queries, 0 to 1. */
export interface RetrievalQuality {
  /** Share of the queries whose nearest other image is of their class. */
  readonly precisionAt1: number;
  /** With R other images of a query's class: the share of its R nearest images that are of its class. */
  readonly rPrecision: number;
  /** Mean over the ranks 1 to R of the precision up to that rank, taken as 0 where another class stands there. */
  readonly meanAveragePrecisionAtR: number;
  /** Images that were asked for: those whose class has another image. */
  readonly queries: number;
}

// The bits of infinity. Those of NaN are more.
const INFINITE = 0x7f800000;

/**
 * Adds up how well queries find their class: see `retrievalQuality` for what is counted. Memory grows with the gallery.
 *
 * Distances are taken by their bits, as integers: for numbers of at least 0 their order is the same, and they can
 * be picked out without branches.
 */
export class RetrievalCounter {
  #queries = 0;
  #first = 0;
  #precision = 0;
  #average = 0;
  readonly #near: Int32Array;
  readonly #far: Int32Array;
  readonly #all: Int32Array;
  readonly #between: Uint32Array;

  /** @param count size of the gallery */
  constructor(count: number) {
    this.#near = new Int32Array(count);
    // One place more: what is not kept is written too, and then written over.
    this.#far = new Int32Array(count + 1);
    this.#all = new Int32Array(count);
    this.#between = new Uint32Array(count + 1);
  }

  /**
   * Counts a query.
   *
   * @param row squared distances, NaN for the query itself
   * @param start, end its class's columns
   */
  add(row: Float32Array, start: number, end: number): void {
    const bits = new Int32Array(row.buffer, row.byteOffset, row.length);
    const near = this.#near;
    let R = 0;
    let reach = 0;
    for (let j = start; j < end; j++) {
      const distance = bits[j];
      if (distance > INFINITE) continue;
      near[R++] = distance;
      if (distance > reach) reach = distance;
    }
    if (R === 0) return;
    this.#queries++;
    // An image of another class farther than all of its own can take no place among the first R.
    const far = this.#far;
    let others = keepUpTo(bits, 0, start, reach, far, 0);
    others = keepUpTo(bits, end, bits.length, reach, far, others);
    if (others === 0) {
      this.#first++;
      this.#precision++;
      this.#average++;
    } else {
      this.#rank(R, others);
    }
  }

  #rank(R: number, others: number): void {
    const all = this.#all.subarray(0, R + others);
    all.set(this.#near.subarray(0, R));
    all.set(this.#far.subarray(0, others), R);
    const reach = selectSmallest(all, R);
    const far = this.#far.subarray(0, keepUpTo(this.#far, 0, others, reach, this.#far, 0)).sort();
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

/** Writes those `values` from `from` to `to` that are at most `limit` to `kept` from `count` on; returns their end. */
function keepUpTo(
  values: Int32Array,
  from: number,
  to: number,
  limit: number,
  kept: Int32Array,
  count: number,
): number {
  let end = count;
  for (let j = from; j < to; j++) {
    const value = values[j];
    kept[end] = value;
    // 1 if the difference is below 0: neither side is, so that it cannot overflow.
    end += (value - limit - 1) >>> 31;
  }
  return end;
}

/** How many of the ascending `values` are at most `limit`. */
function countUpTo(values: Int32Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
