import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { openDataFile } from "../../src/node/read/data-files.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { readFiles, readImagesAndLabels } from "../../src/read/read-files.ts";
import type { ReadOptions } from "../../src/read/read-options.ts";
import { expectCheap, expectUnreadable, TemporaryFolder } from "../node/temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const mnist = await loadDefaultMnist();

interface Paths extends ReadOptions {
  readonly images: string;
  readonly labels?: string | undefined;
}

/** A table of images, or one of images and one of labels. */
async function readDataset({
  images,
  labels,
  ...options
}: Paths): Promise<{ dataset: Dataset; notes: readonly string[] }> {
  const file = await openDataFile(images);
  const read =
    labels === undefined
      ? await readFiles([file], file.source, options)
      : await readImagesAndLabels(file, await openDataFile(labels), options);
  return { dataset: read.train, notes: read.notes };
}

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

it("reads square images of other sizes, up to 128x128", async () => {
  const row = (side: number) => new Array(side * side).fill(7).join();
  const tiny = await readDataset({ images: folder.write("tiny.csv", `label,p\n255,7\n0,99\n`) });
  expect([...tiny.dataset.images, ...tiny.dataset.labels]).toEqual([7, 99, 255, 0]);
  const large = await readDataset({
    images: folder.write("large.csv", `${row(128)}\n`),
    labels: folder.write("one.csv", "1"),
  });
  expect(large.dataset.height).toBe(128);
  await expectUnreadable(
    readDataset({ images: folder.write("larger.csv", `${row(129)}\n`) }),
    "larger.csv row 1: expected rows of a square image's pixels (784 for 28x28, at most 128x128, thrice as many in " +
      "colour), with a label or without, or of one label; got 16641 columns",
  );
});

describe("values are scaled to bytes, and it is said", () => {
  const read = async (values: readonly (number | string)[], options: ReadOptions = {}) => {
    const images = folder.write("values.csv", values.join("\n"));
    const labels = folder.write("labels.csv", values.map((_, i) => i % 2).join("\n"));
    return readDataset({ images, labels, ...options });
  };

  it.each<[string, (number | string)[], number[], string | undefined]>([
    ["0 to 1", [0, 0.5, "1.0", "1e-1"], [0, 128, 255, 26], "0 to 1"],
    ["zeros and ones", [0, 1, 1, 0], [0, 255, 255, 0], "0 to 1"],
    ["-1 to 1", [-1, 0, 1, -0.5], [0, 128, 255, 64], "-1 to 1"],
    ["0 to 16, as scikit-learn has its digits", ["0.0", "16.0", "8.0", 5], [0, 255, 128, 80], "0 to 16"],
    ["bytes", [0, 255, 17, 3], [0, 255, 17, 3], undefined],
    ["bytes as floats", ["0.0", "255.0", "17.4", "17.5"], [0, 255, 17, 18], undefined],
  ])("%s", async (_, values, bytes, range) => {
    const { dataset, notes } = await read(values);
    expect([...dataset.images]).toEqual(bytes);
    const said = notes.filter((note) => note.includes("values are taken as"));
    expect(said).toEqual(
      range === undefined ? [] : [`${folder.join("values.csv")}: values are taken as ${range} and scaled to 0 to 255`],
    );
  });

  it("as told, where they are few", async () => {
    const dark = await read([0, 1, 2, 3], { range: [0, 255] });
    expect([...dark.dataset.images]).toEqual([0, 1, 2, 3]);
    await expectUnreadable(read([0, 1, 2, 3], { range: [0, 1] }), "expected values from 0 to 1, got 0 to 3.");
  });

  it("and refused where no usual range holds them", async () => {
    const usual = "expected values from 0 to 1, -1 to 1, 0 to 16 or 0 to 255, got";
    await expectUnreadable(read([-1, 7]), `values.csv: ${usual} -1 to 7.`);
    for (const value of ["256", "-2", "1e3", "NaN", "Infinity", "0x10", "", "1,5"]) {
      const row = value === "1,5" ? "row 2: expected 1 value" : "row 2 column 1: expected a pixel value from 0 to 255";
      await expectUnreadable(read([7, value, 7]), value === "" ? "row 2: expected values, got a blank line" : row);
    }
  });
});

describe("the column of labels", () => {
  // Twelve images of 2x2 of two classes: pixels take many values.
  const pixels = (i: number) => [i * 20, 255 - i * 20, (i * 50) % 256, (i * 7 + 200) % 256];
  const withLabel = (row: number[], at: number, label: number) => [...row.slice(0, at), label, ...row.slice(at)];
  const table = (row: (i: number) => (number | string)[], header?: string) =>
    folder.write(
      "table.csv",
      [...(header ? [header] : []), ...Array.from({ length: 12 }, (_, i) => row(i).join())].join("\n"),
    );
  const images = Array.from({ length: 12 }, (_, i) => pixels(i)).flat();

  it.each<[string, string, number]>([
    ["label", "label,a,b,c,d", 0],
    ["Class", "a,b,Class,c,d", 2],
    ["target", "a,b,c,d,target", 4],
    [" y ", "a,b,c,d, y ", 4],
    ["digit", "a,digit,b,c,d", 1],
  ])("is found by its name in the header: %s", async (_, header, at) => {
    const { dataset, notes } = await readDataset({
      images: table((i) => withLabel(pixels(i), at, i % 2), header),
    });
    expect([...dataset.images]).toEqual(images);
    expect([...dataset.labels]).toEqual(Array.from({ length: 12 }, (_, i) => i % 2));
    expect(notes[1]).toContain(`labels are taken from column ${at + 1} of 5`);
  });

  it.each([
    ["first", 0],
    ["last", 4],
  ])("is the %s, if there is no header and it alone holds few values that come again", async (_, at) => {
    const { dataset, notes } = await readDataset({ images: table((i) => withLabel(pixels(i), at, i % 2)) });
    expect([...dataset.images]).toEqual(images);
    expect([...dataset.labels]).toEqual(Array.from({ length: 12 }, (_, i) => i % 2));
    expect(notes).toContain(`${folder.join("table.csv")}: labels are taken from column ${at + 1} of 5`);
  });

  it("is asked for where both may be", async () => {
    const both = table((i) => [i % 2, ...pixels(i).slice(0, 3), i % 3]);
    await expectUnreadable(readDataset({ images: both }), "cannot tell whether column 1 or column 5 holds the labels");
    const last = await readDataset({ images: both, labelColumn: 5 });
    expect([...last.dataset.labels.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
    const named = table((i) => [i % 2, ...pixels(i).slice(0, 3), i % 3], "first,a,b,c,kind");
    const kind = await readDataset({ images: named, labelColumn: "kind" });
    expect([...kind.dataset.labels]).toEqual([...last.dataset.labels]);
    await expectUnreadable(
      readDataset({ images: named, labelColumn: "sort" }),
      'expected the column of labels as a name in its header or a number from 1 to 5, got "sort"',
    );
    await expectUnreadable(readDataset({ images: both, labelColumn: 6 }), 'a number from 1 to 5, got "6"');
  });

  it("may hold words, with a header or without", async () => {
    const words = ["axe", "brain, left", "axe"];
    const word = (i: number) => `"${words[i % 3]}"`;
    for (const header of [undefined, "name,a,b,c,d", "label,0,1,2,3"]) {
      const { dataset } = await readDataset({ images: table((i) => [word(i), ...pixels(i)], header) });
      expect(dataset.classNames).toEqual(["axe", "brain, left"]);
      expect([...dataset.labels.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
      expect([...dataset.images]).toEqual(images);
    }
    const apart = await readDataset({
      images: table(pixels),
      labels: folder.write("words.csv", Array.from({ length: 12 }, (_, i) => word(i)).join("\n")),
    });
    expect(apart.dataset.classNames).toEqual(["axe", "brain, left"]);
  });

  it("is not one that numbers the rows, as pandas writes it", async () => {
    const { dataset, notes } = await readDataset({ images: table((i) => [i, ...pixels(i), i % 2], ",a,b,c,d,label") });
    expect([...dataset.images]).toEqual(images);
    expect(notes.at(-1)).toContain("column 1 numbers the rows, left out");
  });

  it("may hold integers as floats, and as many as 65,536 classes", async () => {
    const { dataset } = await readDataset({
      images: table((i) => [i < 6 ? "7.0" : "65535.0", ...pixels(i)], "label,a,b,c,d"),
    });
    expect([dataset.labels[0], dataset.labels[11], dataset.classNames.length]).toEqual([7, 65_535, 65_536]);
    const large = await readDataset({ images: table((i) => [i < 6 ? 7 : 65_536, ...pixels(i)], "label,a,b,c,d") });
    expect(large.dataset.classNames).toEqual(["65536", "7"]);
  });
});

it("reads tables of colours, and of semicolons or tabs", async () => {
  const values = Array.from({ length: 48 }, (_, i) => i * 5);
  const labels = folder.write("labels.csv", "a\nb\n");
  for (const delimiter of [",", ";", "\t"]) {
    const rows = [values, values].map((row) => row.join(delimiter)).join("\n");
    const { dataset, notes } = await readDataset({ images: folder.write("colours.csv", rows), labels });
    expect([dataset.height, dataset.width, dataset.channels]).toEqual([4, 4, 3]);
    expect([...dataset.images.subarray(0, 48)]).toEqual(values);
    expect(notes.join()).toContain("images in colour, red, green and blue pixel by pixel");
  }
});

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

describe("IDX files", () => {
  const images = folder.write("images.idx", idx(0x803, [2, 1, 1], Uint8Array.of(1, 2)));
  it("are refused with their name and the byte", async () => {
    const labels = (bytes: number[]) => folder.write("labels.idx", idx(0x801, [bytes.length], Uint8Array.from(bytes)));
    await expectUnreadable(readDataset({ images }), "images.idx: expected images and their labels, got images alone");
    await expectUnreadable(readDataset({ images, labels: labels([1]) }), "labels.idx: expected 2 labels");
    await expectUnreadable(
      readDataset({ images, labels: labels([1, 12]), classCount: 10 }),
      "labels.idx: label 1 (byte 9): expected 0 to 9",
    );
    await expectUnreadable(
      readDataset({ images, labels: images }),
      "expected one file of images and one of labels, or one of both, got",
    );
  });

  it("may have images that are not square", async () => {
    const wide = folder.write("wide.idx", idx(0x803, [1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)));
    const { dataset } = await readDataset({ images: wide, labels: folder.write("l.csv", "4\n") });
    expect([dataset.height, dataset.width]).toEqual([2, 3]);
  });
});

it.each<[string, object, string]>([
  ["a number of classes", { classCount: 65_537 }, "Expected a number of classes from 1 to 65536, got 65537."],
  ["a column", { labelColumn: 0 }, "Expected the column of labels as a name or a number from 1, got 0."],
  ["a range", { range: [1, 0] }, "Expected a range of values as two numbers, the lower first, got a list."],
  ["a size", { size: { height: 0, width: 5 } }, "Expected a size of 1 to 1024 pixels a side, got 0 by 5."],
])("refuses %s that cannot be", async (_, options, message) => {
  const images = folder.write("images.csv", "1\n2\n");
  await expect(readDataset({ images, ...options })).rejects.toThrow(message);
});
