import type { PartNeighbours } from "./scan-part.ts";

/** Joins the nearest of parts to those of the whole, in whatever order the parts come. */
export class NearestMerge {
  readonly k: number;
  /** Numbers of embeddings, nearest first and the lowest of equally near ones; (queries, k). Doubles: over 2^32 fit. */
  readonly numbers: Float64Array;
  /** Their squared distances; (queries, k). */
  readonly squares: Float32Array;
  readonly #spareNumbers: Float64Array;
  readonly #spareSquares: Float32Array;

  constructor(queries: number, k: number) {
    this.k = k;
    this.numbers = new Float64Array(queries * k).fill(Infinity);
    this.squares = new Float32Array(queries * k).fill(Infinity);
    this.#spareNumbers = new Float64Array(k);
    this.#spareSquares = new Float32Array(k);
  }

  /** @param firstNumber of the embedding that the part counts as 0 */
  add({ neighbours, distances }: PartNeighbours, firstNumber: number): void {
    const { k, numbers, squares } = this;
    const NOBODY = 0xffffffff;
    for (let from = 0; from < numbers.length; from += k) {
      this.#spareNumbers.set(numbers.subarray(from, from + k));
      this.#spareSquares.set(squares.subarray(from, from + k));
      let [own, other] = [0, 0];
      for (let at = from; at < from + k; at++) {
        const neighbour = neighbours[from + other];
        const number = neighbour === NOBODY ? Infinity : firstNumber + neighbour;
        const square = distances[from + other];
        const ownSquare = this.#spareSquares[own];
        const ownNumber = this.#spareNumbers[own];
        const isOwn = ownSquare < square || (ownSquare === square && ownNumber <= number);
        numbers[at] = isOwn ? ownNumber : number;
        squares[at] = isOwn ? ownSquare : square;
        if (isOwn) own++;
        else other++;
      }
    }
  }
}
