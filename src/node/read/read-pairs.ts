import type { PairList } from "../../data/pairs.ts";
import { UnreadableFileError } from "../../errors.ts";
import { quoted, readCsvRows, wholeNumber } from "./csv-rows.ts";

const COLUMNS = "left,right,same";

/**
 * Reads pairs from a CSV file with the columns left, right (image numbers from 0) and same (1 or 0); a header row with
 * these names may stand first.
 *
 * @param imageCount the number of images that the pairs number
 * @throws UnreadableFileError naming the row, what was expected and what came
 */
export async function readPairsCsv(path: string, imageCount: number): Promise<PairList> {
  const left: number[] = [];
  const right: number[] = [];
  const same: number[] = [];
  for await (const { firstRow, rows, hasHeader } of readCsvRows(path)) {
    for (const [i, cells] of rows.entries()) {
      const row = firstRow + i;
      if (cells.length !== 3) {
        throw new UnreadableFileError(`${path} row ${row}: expected 3 values (${COLUMNS}), got ${cells.length}.`);
      }
      if (row === 1 && hasHeader) {
        const names = cells.map((cell) => cell.trim().toLowerCase()).join();
        if (names === COLUMNS) continue;
        throw new UnreadableFileError(`${path} row 1: expected the columns ${COLUMNS}, got ${quoted(cells.join())}.`);
      }
      for (const cell of [cells[0], cells[1]]) {
        const image = wholeNumber(cell);
        if (image < 0 || image >= imageCount) {
          throw new UnreadableFileError(
            `${path} row ${row}: expected an image number from 0 to ${imageCount - 1}, got ${quoted(cell)}.`,
          );
        }
      }
      const value = wholeNumber(cells[2]);
      if (value !== 0 && value !== 1) {
        throw new UnreadableFileError(
          `${path} row ${row}: expected 1 (same) or 0 (different) in the third column, got ${quoted(cells[2])}.`,
        );
      }
      left.push(wholeNumber(cells[0]));
      right.push(wholeNumber(cells[1]));
      same.push(value);
    }
  }
  return {
    left: Uint32Array.from(left),
    right: Uint32Array.from(right),
    same: Uint8Array.from(same),
    length: left.length,
  };
}
