import type { PngParts } from "./png-chunks.ts";

// First column and row, and the steps to the next, of a plain image and of the seven passes of Adam7.
const PLAIN = [[0, 0, 1, 1]];
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** One pass over the picture: the whole of it, or one of Adam7's. */
export interface Pass {
  /** Where its first pixel is, and the step to the next in a row and in a column. */
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly columns: number;
  readonly rows: number;
  /** Of one row, without the byte that names its filter. */
  readonly rowBytes: number;
}

/** The passes that hold a pixel, in the file's order. */
export function listPasses({ width, height, depth, samples, isInterlaced }: PngParts["header"]): Pass[] {
  return (isInterlaced ? ADAM7 : PLAIN)
    .map(([x, y, dx, dy]) => {
      const columns = Math.ceil((width - x) / dx);
      return {
        x,
        y,
        dx,
        dy,
        columns,
        rows: Math.ceil((height - y) / dy),
        rowBytes: (columns * depth * samples + 7) >> 3,
      };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/**
 * Undoes a row's filter in place (PNG specification, section 9).
 * @param above the row above it of the same pass, unfiltered; zeros for the first
 * @param step bytes of a whole pixel, at least 1
 * @returns false if there is no such filter
 */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): boolean {
  const { length } = row;
  if (filter === 1) {
    for (let i = step; i < length; i++) row[i] += row[i - step];
  } else if (filter === 2) {
    for (let i = 0; i < length; i++) row[i] += above[i];
  } else if (filter === 3) {
    for (let i = 0; i < step && i < length; i++) row[i] += above[i] >> 1;
    for (let i = step; i < length; i++) row[i] += (row[i - step] + above[i]) >> 1;
  } else if (filter === 4) {
    for (let i = 0; i < step && i < length; i++) row[i] += above[i];
    for (let i = step; i < length; i++) {
      const left = row[i - step];
      const up = above[i];
      const corner = above[i - step];
      const toLeft = Math.abs(up - corner);
      const toUp = Math.abs(left - corner);
      const toCorner = Math.abs(left + up - 2 * corner);
      row[i] += toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
  }
  return filter <= 4;
}
