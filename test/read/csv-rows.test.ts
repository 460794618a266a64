import { parse } from "csv-parse/browser/esm/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { splitBlock } from "../../src/read/csv-rows.ts";

const parts = fc.constantFrom(
  "0",
  "12",
  ",",
  ",",
  "\n",
  "\n",
  "\r\n",
  "\r",
  " ",
  "\t",
  "x",
  "é",
  "\u2028",
  "\0",
  ";",
  "\ufeff",
);

it.each([",", ";", "\t"])("rows without quotes are split as csv-parse splits them, at %j", (delimiter) => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 40 }), fc.boolean(), (pieces, isFirst) => {
      const text = pieces.join("");
      const options = { bom: isFirst, delimiter, record_delimiter: ["\r\n", "\n"], relax_column_count: true };
      expect(splitBlock(new TextEncoder().encode(text), isFirst, delimiter)).toEqual(parse(text, options));
    }),
    { numRuns: 5000, seed: 6 },
  );
});
