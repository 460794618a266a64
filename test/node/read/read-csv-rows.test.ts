import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { splitBlock } from "../../../src/node/read/csv-rows.ts";

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

it("rows without quotes are split as csv-parse splits them", () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 40 }), fc.boolean(), (pieces, isFirst) => {
      const block = Buffer.from(pieces.join(""));
      const options = { bom: isFirst, record_delimiter: ["\r\n", "\n"], relax_column_count: true };
      expect(splitBlock(block, isFirst)).toEqual(parse(block, options));
    }),
    { numRuns: 5000, seed: 6 },
  );
});
