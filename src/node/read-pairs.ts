import type { PairList } from "../data/pairs.ts";
import { UnreadableFileError } from "../errors.ts";
import { cellInteger, csvRows, isHeader } from "./csv-rows.ts";

/**
 * Reads a list of pairs: columns left, right (image numbers from 0) and same (0 or 1), with or without a header row.
 * @throws UnreadableFileError naming the file and the row
 */
export async function readPairsCsv(path: string, imageCount: number): Promise<PairList> {
  const left: number[] = [];
  const right: number[] = [];
  const same: number[] = [];
  let row = 0;
  for await (const cells of csvRows(path)) {
    row++;
    if (row === 1 && isHeader(cells)) continue;
    if (cells.length !== 3) {
      throw new UnreadableFileError(`${path} row ${row}: expected 3 values (left, right, same), got ${cells.length}.`);
    }
    for (const [column, numbers] of [left, right].entries()) {
      const image = cellInteger(cells[column], imageCount - 1);
      if (image < 0) {
        throw new UnreadableFileError(
          `${path} row ${row}: expected an image number from 0 to ${imageCount - 1}, got "${cells[column]}".`,
        );
      }
      numbers.push(image);
    }
    const flag = cellInteger(cells[2], 1);
    if (flag < 0) throw new UnreadableFileError(`${path} row ${row}: expected same to be 0 or 1, got "${cells[2]}".`);
    same.push(flag);
  }
  if (same.length === 0) throw new UnreadableFileError(`${path}: expected pairs, the file holds none.`);
  return { left: Uint32Array.from(left), right: Uint32Array.from(right), same: Uint8Array.from(same), length: same.length };
}
