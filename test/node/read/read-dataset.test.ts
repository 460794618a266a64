import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../../src/data/dataset.ts";
import { loadDefaultMnist } from "../../../src/node/read/default-dataset.ts";
import { readDataset } from "../../../src/node/read/read-dataset.ts";
import { expectCheap, expectUnreadable, TemporaryFolder } from "../temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const mnist = await loadDefaultMnist();

const sha256 = (bytes: Iterable<number>) => createHash("sha256").update(Uint8Array.from(bytes)).digest("hex");

/** The rows of images as a CSV file has them. */
function rowsOf({ images, height, width }: Dataset, count: number): string[] {
  const size = height * width;
  return Array.from({ length: count }, (_, i) => [...images.subarray(i * size, (i + 1) * size)].join());
}

function idx(magic: number, sizes: number[], bytes: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  header.setUint32(0, magic);
  for (const [i, size] of sizes.entries()) header.setUint32(4 + 4 * i, size);
  return Buffer.concat([new Uint8Array(header.buffer), bytes]);
}

describe("MNIST", () => {
  it("is whole: 60,000 and 10,000 images, by their sha256 (sha256sum of the files without their headers)", () => {
    const { train, test } = mnist;
    expect([train.count, train.height, train.width]).toEqual([60_000, 28, 28]);
    expect([test.count, test.height, test.width]).toEqual([10_000, 28, 28]);
    expect(sha256(train.images)).toBe("741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757");
    expect(sha256(train.labels)).toBe("1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13");
    expect(sha256(test.images)).toBe("6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161");
    expect(sha256(test.labels)).toBe("ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5");
  });

  it("begins with the digits that everyone knows", () => {
    expect([...mnist.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...mnist.test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });
});

describe("one set of images in every kind of file", () => {
  const count = 300;
  const images = mnist.test.images.slice(0, count * 784);
  const labels = mnist.test.labels.slice(0, count);
  const rows = rowsOf(mnist.test, count);
  const header = Array.from({ length: 784 }, (_, i) => `pixel${i}`).join();
  const idxImages = idx(0x803, [count, 28, 28], images);
  const idxLabels = idx(0x801, [count], Uint8Array.from(labels));
  const imagesCsv = `${rows.join("\n")}\n`;
  const labelsCsv = `${[...labels].join("\n")}\n`;
  const labelled = rows.map((row, i) => `${labels[i]},${row}`);

  const kinds: Record<string, [images: string | Uint8Array, labels?: string | Uint8Array]> = {
    IDX: [idxImages, idxLabels],
    "gzipped IDX": [gzipSync(idxImages), gzipSync(idxLabels)],
    "IDX and a CSV of labels": [idxImages, labelsCsv],
    "CSV and IDX labels": [imagesCsv, idxLabels],
    CSV: [imagesCsv, labelsCsv],
    "gzipped CSV": [gzipSync(imagesCsv), gzipSync(labelsCsv)],
    "CSV with headers": [`${header}\n${imagesCsv}`, `label\n${labelsCsv}`],
    "CSV with a header for the labels alone": [imagesCsv, `label\n${labelsCsv}`],
    "CSV without a last newline": [rows.join("\n"), [...labels].join("\n")],
    "CSV with blank lines at the end": [`${imagesCsv}\n\n`, `${labelsCsv}\r\n`],
    "CSV with CRLF and a byte-order mark": [`\ufeff${rows.join("\r\n")}\r\n`, `\ufeff${[...labels].join("\r\n")}`],
    "CSV with quotes": [
      rows.map((row) => row.replaceAll(/\d+/g, '"$&"')).join("\n"),
      `"label"\n${[...labels].map((l) => `"${l}"`).join("\n")}`,
    ],
    "CSV with spaces": [rows.map((row) => row.replaceAll(",", ", ")).join("\n"), ` ${[...labels].join(" \n ")}`],
    "CSV with the label first": [labelled.join("\n")],
    "CSV with the label first and a header": [`label,${header}\n${labelled.join("\n")}`],
  };

  it.each(Object.keys(kinds))("%s", async (kind) => {
    const [imagesFile, labelsFile] = kinds[kind];
    const files = {
      images: folder.write("images", imagesFile),
      labels: labelsFile === undefined ? undefined : folder.write("labels", labelsFile),
    };
    const { dataset } = await readDataset(files);
    expect([dataset.count, dataset.height, dataset.width]).toEqual([count, 28, 28]);
    expect(sha256(dataset.images)).toBe(sha256(images));
    expect(dataset.labels).toEqual(labels);
  });

  it("tells whether a first row was taken as a header", async () => {
    const plain = folder.write("plain.csv", imagesCsv);
    const headed = folder.write("headed.csv", `label\n${labelsCsv}`);
    const { notes } = await readDataset({ images: plain, labels: headed });
    expect(notes).toEqual([`${plain}: no header row`, `${headed}: first row is a header, skipped`]);
  });
});

it("reads square images of other sizes, up to 112x112, and up to 256 classes", async () => {
  const row = (side: number) => new Array(side * side).fill(7).join();
  const tiny = await readDataset({ images: folder.write("tiny.csv", `255,7\n0,8\n`), classCount: 256 });
  expect([...tiny.dataset.images, ...tiny.dataset.labels]).toEqual([7, 8, 255, 0]);
  const large = await readDataset({ images: folder.write("large.csv", `1,${row(112)}\n`) });
  expect(large.dataset.height).toBe(112);
  await expectUnreadable(
    readDataset({ images: folder.write("larger.csv", `1,${row(113)}\n`) }),
    "larger.csv row 1: expected the pixels of a square image (784 for 28x28, at most 112x112), got 12769 columns",
  );
});

describe("a broken CSV file is refused by row", () => {
  // Images of 2x2.
  const good = "1,2,3,4\n5,6,7,8\n9,10,11,12\n";
  const labels = "0\n1\n2\n";
  const cases: [what: string, images: string, labels: string, message: string][] = [
    ["a short row", "1,2,3,4\n5,6,7\n9,10,11,12\n", labels, "images.csv row 2: expected 4 values, got 3."],
    ["a long row", "1,2,3,4\n5,6,7,8\n9,10,11,12,\n", labels, "images.csv row 3: expected 4 values, got 5."],
    ["a short row below a header", "a,b,c,d\n1,2,3,4\n5,6,7\n", labels, "images.csv row 3: expected 4 values, got 3."],
    ["rows that fill no square", "1,2,3\n", labels, "row 1: expected the pixels of a square image"],
    [
      "a pixel over 255",
      "1,2,3,4\n5,256,7,8\n",
      labels,
      'row 2 column 2: expected an integer from 0 to 255, got "256"',
    ],
    ["a pixel below 0", "1,2,3,4\n5,6,7,-1\n", labels, 'row 2 column 4: expected an integer from 0 to 255, got "-1"'],
    ["a fraction", "0.5,2,3,4\n", labels, 'row 1 column 1: expected an integer from 0 to 255, got "0.5"'],
    ["an exponent", "1,2,3,4\n1,2,1e2,4\n", labels, 'got "1e2"'],
    ["an empty cell", "1,2,3,4\n1,,3,4\n", labels, 'row 2 column 2: expected an integer from 0 to 255, got ""'],
    ["a word", "1,2,3,4\n1,NaN,3,4\n", labels, 'got "NaN"'],
    ["a huge number", `1,2,3,4\n1,${"9".repeat(50)},3,4\n`, labels, `got "${"9".repeat(24)}..."`],
    ["an empty file", "", labels, "images.csv: the file is empty."],
    ["blank lines alone", "\n\n", labels, "images.csv: expected at least one row of numbers, got none."],
    ["a header alone", "a,b,c,d\n", labels, "images.csv: expected at least one row of numbers, got none."],
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
    [
      "semicolons",
      "1;2;3;4\n5;6;7;8\n",
      labels,
      'images.csv row 2 column 1: expected an integer from 0 to 255, got "5;6;7;8"',
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
    await expectUnreadable(readDataset(files), message);
  });

  it("names the first column where labels stand there", async () => {
    const images = folder.write("both.csv", "label,a,b,c,d\n3,1,2,3,4\n10,1,2,3,4\n");
    await expectUnreadable(readDataset({ images }), 'both.csv row 3: expected a label from 0 to 9, got "10".');
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

describe("IDX files", () => {
  const images = folder.write("images.idx", idx(0x803, [2, 1, 1], Uint8Array.of(1, 2)));
  it("are refused with their name and the byte", async () => {
    const labels = (bytes: number[]) => folder.write("labels.idx", idx(0x801, [bytes.length], Uint8Array.from(bytes)));
    await expectUnreadable(readDataset({ images }), "images.idx: expected a CSV file with labels");
    await expectUnreadable(readDataset({ images, labels: labels([1]) }), "labels.idx: expected 2 labels");
    await expectUnreadable(
      readDataset({ images, labels: labels([1, 12]) }),
      "labels.idx: label 1 (byte 9): expected 0 to 9",
    );
    await expectUnreadable(readDataset({ images, labels: images }), "images.idx: expected the magic number 0x00000801");
  });

  it("may have images that are not square", async () => {
    const wide = folder.write("wide.idx", idx(0x803, [1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)));
    const { dataset } = await readDataset({ images: wide, labels: folder.write("l.csv", "4\n") });
    expect([dataset.height, dataset.width]).toEqual([2, 3]);
  });
});

it("refuses a number of classes that bytes cannot hold", async () => {
  await expect(readDataset({ images: "x", classCount: 257 })).rejects.toThrow(RangeError);
});
