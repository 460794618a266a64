import { afterAll, describe, expect, it } from "vitest";
import { openDataFile } from "../../src/node/read/data-files.ts";
import { readPairsCsv } from "../../src/read/pairs-list.ts";
import { expectUnreadable, TemporaryFolder } from "../node/temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const write = (text: string) => openDataFile(folder.write("pairs.csv", text));

describe("readPairsCsv", () => {
  it.each([
    ["with a header", "left,right,same\n0,99,0\n5,7,1\n"],
    ["without", "0,99,0\n5,7,1"],
    ["with capitals, spaces and CRLF", "Left, Right, Same\r\n0, 99, 0\r\n5, 7, 1\r\n\r\n"],
  ])("reads the pairs in their order, %s", async (_, text) => {
    const pairs = await readPairsCsv(await write(text), 100);
    expect(pairs.length).toBe(2);
    expect([...pairs.left]).toEqual([0, 5]);
    expect([...pairs.right]).toEqual([99, 7]);
    expect([...pairs.same]).toEqual([0, 1]);
  });

  it.each([
    [
      "an image beyond the last",
      "left,right,same\n0,1,0\n2,100,1\n",
      'row 3: expected an image number from 0 to 99, got "100".',
    ],
    ["a negative image", "0,1,0\n-2,3,1\n", 'row 2: expected an image number from 0 to 99, got "-2".'],
    ["half an image", "0,1,0\n2.5,3,1\n", 'row 2: expected an image number from 0 to 99, got "2.5".'],
    ["an image of 2^32", "0,4294967296,0\n", 'got "4294967296".'],
    ["another flag", "0,1,0\n2,3,2\n", 'row 2: expected 1 (same) or 0 (different) in the third column, got "2".'],
    [
      "a word as flag",
      "left,right,same\n0,1,true\n",
      'row 2: expected 1 (same) or 0 (different) in the third column, got "true".',
    ],
    ["two columns", "0,1\n", "row 1: expected 3 values (left,right,same), got 2."],
    ["a short row", "0,1,1\n0,1\n", "row 2: expected 3 values, got 2."],
    [
      "columns in another order",
      "same,left,right\n1,0,1\n",
      'row 1: expected the columns left,right,same, got "same,left,right".',
    ],
    ["nothing", "", "pairs.csv: the file is empty."],
    ["a header alone", "left,right,same\n", "expected at least one row of values, got none."],
  ])("refuses %s", async (_, text, message) => {
    await expectUnreadable(readPairsCsv(await write(text), 100), message);
  });
});
