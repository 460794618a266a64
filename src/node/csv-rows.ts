import { createReadStream } from "node:fs";
import { type Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { UnreadableFileError } from "../errors.ts";
import { fileError, isGzip, readStart } from "./read-bytes.ts";

// csv-parse builds a record before it can refuse it; these bounds stop a hostile line first.
const LONGEST_LINE = 1 << 20;
const MOST_FIELDS = 20_000;
const NEWLINE = 10;
const COMMA = 44;

/** Lets bytes through, and fails at a line that no image could need. */
function boundLines(path: string): Transform {
  let length = 0;
  let commas = 0;
  let row = 1;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i];
        length++;
        if (byte === COMMA) commas++;
        if (byte === NEWLINE) {
          row++;
          length = 0;
          commas = 0;
        } else if (length > LONGEST_LINE || commas > MOST_FIELDS) {
          done(
            new UnreadableFileError(
              `${path} row ${row}: expected at most ${MOST_FIELDS} values and ${LONGEST_LINE} bytes in a row, got more.`,
            ),
          );
          return;
        }
      }
      done(null, chunk);
    },
  });
}

/** The rows of a CSV file, plain or gzipped, as they stream by; empty lines are left out. @throws UnreadableFileError */
export async function* csvRows(path: string): AsyncGenerator<string[]> {
  const gzipped = isGzip(await readStart(path, 2));
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true });
  const stages: Readable[] = [createReadStream(path, { highWaterMark: 1 << 18 })];
  if (gzipped) stages.push((stages[0] as Readable).pipe(createGunzip()));
  stages.push((stages[stages.length - 1] as Readable).pipe(boundLines(path)));
  for (const stage of stages) stage.on("error", (error) => parser.destroy(error));
  (stages[stages.length - 1] as Readable).pipe(parser);
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith("CSV_") || code?.startsWith("Z_")) {
      throw new UnreadableFileError(`${path}: ${message.replace(/\s+/g, " ")}.`);
    }
    throw fileError(path, error);
  } finally {
    for (const stage of stages) stage.destroy();
  }
}

/** Whether a row is a header: it holds a cell that is not a number. */
export const isHeader = (row: readonly string[]): boolean =>
  row.some((cell) => cell !== "" && Number.isNaN(Number(cell)));

/** A cell as an integer from 0 to `max`, or -1. */
export function cellInteger(cell: string, max: number): number {
  const value = cell === "" ? -1 : Number(cell);
  return Number.isInteger(value) && value >= 0 && value <= max ? value : -1;
}
