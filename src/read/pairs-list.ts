import type { PairList } from "../data/pairs.ts";
import { parseCount, quoteCell, readCsvRows } from "./csv-rows.ts";
import type { DataFile } from "./data-file.ts";
import { refuse } from "./unreadable.ts";

const COLUMNS = "left,right,same";

/**
 * Reads pairs from a CSV file with the columns left, right (image numbers from 0) and same (1 or 0); a header row with
 * these names may stand first.
 *
 * @param imageCount the number of images that the pairs number
 * @throws UnreadableFileError naming the row, what was expected and what came
 */
export async function readPairsCsv(file: DataFile, imageCount: number): Promise<PairList> {
  const { source } = file;
  const left: number[] = [];
  const right: number[] = [];
  const same: number[] = [];
  for await (const { firstRow, rows, hasHeader } of readCsvRows(file)) {
    for (const [i, cells] of rows.entries()) {
      const row = firstRow + i;
      if (cells.length !== 3) refuse(`${source} row ${row}`, `expected 3 values (${COLUMNS}), got ${cells.length}.`);
      if (row === 1 && hasHeader) {
        const names = cells.map((cell) => cell.trim().toLowerCase()).join();
        if (names === COLUMNS) continue;
        refuse(`${source} row 1`, `expected the columns ${COLUMNS}, got ${quoteCell(cells.join())}.`);
      }
      for (const cell of [cells[0], cells[1]]) {
        const image = parseCount(cell);
        if (image < 0 || image >= imageCount) {
          const expected = `an image number from 0 to ${imageCount - 1}`;
          refuse(`${source} row ${row}`, `expected ${expected}, got ${quoteCell(cell)}.`);
        }
      }
      const value = parseCount(cells[2]);
      if (value !== 0 && value !== 1) {
        const expected = "1 (same) or 0 (different) in the third column";
        refuse(`${source} row ${row}`, `expected ${expected}, got ${quoteCell(cells[2])}.`);
      }
      left.push(parseCount(cells[0]));
      right.push(parseCount(cells[1]));
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
