import { gzipSync } from "node:zlib";
import { afterAll, describe, it } from "vitest";
import { expectCheap, expectUnreadable, TemporaryFolder } from "../node/temporary-folder.ts";
import { idx, readDataset } from "./read-dataset.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe("a broken CSV file is refused by row", () => {
  // Images of 2x2.
  const good = "1,2,3,4\n5,6,7,8\n9,10,11,12\n";
  const labels = "0\n1\n2\n";
  const cases: [what: string, images: string, labels: string, message: string][] = [
    ["a short row", "1,2,3,4\n5,6,7\n9,10,11,12\n", labels, "images.csv row 2: expected 4 values, got 3."],
    ["a long row", "1,2,3,4\n5,6,7,8\n9,10,11,12,\n", labels, "images.csv row 3: expected 4 values, got 5."],
    ["a short row below a header", "a,b,c,d\n1,2,3,4\n5,6,7\n", labels, "images.csv row 3: expected 4 values, got 3."],
    ["rows that fill no square", "1,2,3\n", labels, "row 1: expected rows of a square image's pixels"],
    [
      "a pixel over 255",
      "1,2,3,4\n5,256,7,8\n",
      labels,
      'row 2 column 2: expected a pixel value from 0 to 255, got "256"',
    ],
    ["an empty cell", "1,2,3,4\n1,,3,4\n", labels, 'row 2 column 2: expected a pixel value from 0 to 255, got ""'],
    ["a word", "1,2,3,4\n1,NaN,3,4\n", labels, 'got "NaN"'],
    ["a huge number", `1,2,3,4\n1,${"9".repeat(50)},3,4\n`, labels, `got "${"9".repeat(24)}..."`],
    ["an empty file", "", labels, "images.csv: the file is empty."],
    ["blank lines alone", "\n\n", labels, "images.csv: expected at least one row of values, got none."],
    ["a header alone", "a,b,c,d\n", labels, "images.csv: expected at least one row of values, got none."],
    [
      "a blank line among the rows",
      "1,2,3,4\n\n5,6,7,8\n",
      labels,
      "images.csv row 2: expected values, got a blank line.",
    ],
    ["an open quote", '1,2,3,4\n"5,6,7,8\n', labels, "images.csv row 2: expected a closing quote on the same line."],
    ["a quoted line break", '1,2,3,"4\n"\n', labels, "images.csv row 1: expected a closing quote on the same line."],
    [
      "a quote in a cell",
      '1,2,3,4\n5"",6,7,8\n',
      labels,
      "images.csv row 2: expected quotes around a whole cell or none.",
    ],
    ["a label over 9", good, "0\n10\n1\n", 'labels.csv row 2: expected a label from 0 to 9, got "10".'],
    [
      "a bad label below a header",
      good,
      "label\n0\n1\n-1\n",
      'labels.csv row 4: expected a label from 0 to 9, got "-1".',
    ],
    ["two columns of labels", good, "0,1\n1,2\n2,3\n", "labels.csv row 1: expected 1 value, the label, got 2."],
    ["too few labels", good, "0\n1\n", "labels.csv: expected 3 labels, one for each image of "],
    ["too many labels", good, "0\n1\n2\n3\n", "images.csv, got 4."],
    ["no labels", good, "", "labels.csv: the file is empty."],
  ];
  it.each(cases)("%s", async (_, images, labelsText, message) => {
    const files = { images: folder.write("images.csv", images), labels: folder.write("labels.csv", labelsText) };
    await expectUnreadable(readDataset({ ...files, classCount: 10 }), message);
  });

  it("names the first column where labels stand there", async () => {
    const images = folder.write("both.csv", "label,a,b,c,d\n3,1,2,3,4\n10,1,2,3,4\n");
    const message = 'both.csv row 3: expected a label from 0 to 9, got "10".';
    await expectUnreadable(readDataset({ images, classCount: 10 }), message);
  });

  it("says which file is missing", async () => {
    const images = folder.write("images.csv", good);
    await expectUnreadable(readDataset({ images: folder.join("none.csv") }), "none.csv: no such file.");
    await expectUnreadable(readDataset({ images, labels: folder.join("none.csv") }), "none.csv: no such file.");
    await expectUnreadable(readDataset({ images: folder.path }), "expected a file, got a folder.");
  });
});

describe("hostile files cost little", () => {
  const hostile: Record<string, () => string | Uint8Array> = {
    "a row of commas": () => ",".repeat(20_000_000),
    "a line of carriage returns": () => "\r".repeat(20_000_000),
    "a line without an end": () => "1".repeat(20_000_000),
    "an open quote before many lines": () => `"${"1,2\n".repeat(25_000)}`,
    "quoted line breaks that hide one long row": () => `"\n"${`${",".repeat(100)}"\n"`.repeat(1000)}`,
    "a gzipped row of zeros": () => gzipSync("0,".repeat(50_000_000)),
    "gzipped blank lines": () => gzipSync("\r\n".repeat(20_000_000)),
    "an IDX file that claims 4 billion images": () => idx(0x803, [0xffffffff, 1024, 1024], new Uint8Array(1000)),
    "a gzipped IDX file of zeros": () => gzipSync(idx(0x803, [130_000, 28, 28], new Uint8Array(130_000 * 784))),
    "random bytes": () => Uint8Array.from({ length: 100_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff),
  };
  it.each(Object.keys(hostile))("%s", async (name) => {
    const images = folder.write("hostile", hostile[name]());
    const labels = folder.write("one-label.csv", "1\n");
    await expectCheap(() => expectUnreadable(readDataset({ images, labels }), "hostile"), 1000, 100);
  });
});
