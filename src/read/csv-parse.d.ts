// What is used of csv-parse/browser/esm/sync. Its own declarations need Node's streams, which the core is compiled
// without: tsconfig.core.json puts these in their place.

export interface Options {
  bom: boolean;
  delimiter: string;
  record_delimiter: string[];
  relax_column_count: boolean;
}

export class CsvError extends Error {
  /** The number of the line, counted from 1. */
  readonly lines: unknown;
}

export function parse(input: string, options: Options): string[][];
