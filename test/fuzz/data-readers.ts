import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Dataset } from "../../src/data/dataset.ts";
import type { FormChoice } from "../../src/data/image-survey.ts";
import { UnreadableFileError } from "../../src/errors.ts";
import { printable } from "../../src/message-text.ts";
import { packDigits, unpackDigits } from "../../src/mnist/digit-pack.ts";
import { openDataFile, openDataPath } from "../../src/node/read/data-files.ts";
import { Random } from "../../src/random.ts";
import { type DataFile, fileOfBytes, readUnpacked } from "../../src/read/data-file.ts";
import { readPairsCsv } from "../../src/read/pairs-list.ts";
import { readFiles, readImagesAndLabels } from "../../src/read/read-files.ts";
import { readTrainingData } from "../../src/read/training-data.ts";
import { dataFile, readChosenFiles } from "../../src/web/page-worker/files/chosen-files.ts";
import { readFixture } from "../read/golden-images.ts";
import { makeZip } from "../read/zip-file.ts";
import { makeCsv, makeGzip, makeIdx, makePng, mutateJson, pngFile, pngRows } from "./generate.ts";
import { mutate, pick, randomBytes } from "./mutate.ts";
import { isPrintable, must, type Reader, same } from "./reader.ts";

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const word = (value: number): number[] => [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255);
const inMemory = (bytes: Uint8Array, path = "fuzz"): DataFile =>
  fileOfBytes(path, printable(path), bytes.length, async () => bytes);

function checkDataset({ images, labels, count, height, width, channels, classNames }: Dataset): void {
  must(count > 0 && labels.length === count, "its labels are not as many as its images");
  must(images.length === count * height * width * channels, "its pixels are not those of its images");
  must(
    labels.every((label) => label < classNames.length),
    "a label has no name",
  );
}

/** Parts of paths: of folders and files, and what has no place in a message. */
const NAMES = [
  "a",
  "b",
  "1.png",
  "train",
  "test",
  "x_1.png",
  "\u001b[2J",
  "\u009b31m",
  "\r\n",
  "\u202e",
  "..",
  "",
  "é",
];

const makePath = (random: Random): string =>
  Array.from({ length: 1 + random.below(4) }, () => pick(random, NAMES)).join("/");

/** Cells of a table with a header, words, or numbers of any range. */
function makeTable(random: Random): Uint8Array {
  const columns = pick(random, [2, 5, 10, 17, 49]);
  const label = random.below(columns);
  const most = pick(random, [1, 2, 17, 256]);
  const scale = pick(random, [1, 1, 0.1]);
  const delimiter = pick(random, [",", ",", ";", "\t"]);
  const words = pick(random, [
    ["0", "1"],
    ["axe", '"b, c"'],
    ["7.0", "8.0"],
    ["\u001b[2J", "x"],
    ["65536", "-1"],
  ]);
  const cell = (row: number, column: number) =>
    column === label ? words[row % 2] : String(random.below(most) * scale);
  const rows = Array.from({ length: random.below(9) }, (_, row) =>
    Array.from({ length: columns }, (_, column) => cell(row, column)).join(delimiter),
  );
  const names = Array.from({ length: columns }, (_, column) => (column === label ? "label" : `p${column}`));
  return text([...(random.below(2) ? [names.join(delimiter)] : []), ...rows].join(pick(random, ["\n", "\r\n"])));
}

const smallPng = (grey: number): Uint8Array => {
  const sizes = { width: 3, height: 3, colour: 0, depth: 8, interlace: 0 };
  return pngFile(
    sizes,
    new Uint8Array(pngRows(sizes).reduce((a, b) => a + b, 0)).map((_, i) => (i % 4 === 0 ? 0 : grey)),
  );
};

/** Choices of how images are to be prepared, as flags may have them. */
const makeChoice = (random: Random): FormChoice => ({
  size: pick(random, [undefined, { height: 3, width: 3 }, { height: 1, width: 9 }]),
  fit: pick(random, [undefined, "contain", "cover", "stretch"]),
  colour: pick(random, [undefined, "auto", "grey", "rgb"]),
  background: pick(random, [undefined, "auto", "black", "white"]),
  invert: pick(random, [undefined, "auto", true, false]),
});

/** The readers of data sets, of Node and of the page; those of Node write below `folder`. */
export function makeDataReaders(folder: string): Reader[] {
  const imagesIdx = Uint8Array.from([...word(0x803), ...word(4), ...word(2), ...word(2), ...Array(16).keys()]);
  const labelsIdx = Uint8Array.from([...word(0x801), ...word(4), 1, 0, 1, 0]);
  const labelled = text("label,a,b,c,d\n0,1,2,3,4\n1,0,255,7,9\n");
  const pngs = [smallPng(9), smallPng(200), readFixture("rgba-8-interlaced.png")];
  const tables = [imagesIdx, labelsIdx, labelled, text("1,2,3,4\n0,255,7,9\n"), text("1\n0\n")];
  const digits = packDigits({
    train: { images: new Uint8Array(1568), labels: Uint16Array.of(1, 2), count: 2 } as Dataset,
    test: { images: new Uint8Array(784), labels: Uint16Array.of(1), count: 1 } as Dataset,
  });
  const zip = makeZip([
    { name: "d/a/1.png", data: pngs[0] },
    { name: "d/b/1.png", data: pngs[1] },
  ]);
  const base64 = Buffer.from(pngs[0]).toString("base64");
  const jsonLists = [
    text('[{"label":"a","pixels":[1,2,3,4]},{"label":"b","pixels":[5,6,7,255]}]'),
    text('{"y":1,"pixels":[[0,0.5],[1,0.25]]}\n{"y":0,"pixels":[[1,1],[0,0]]}'),
    text(`[{"class":"a","image":"${base64}"},{"class":"b","image":"data:image/png;base64,${base64}"}]`),
  ];
  const values = [UnreadableFileError, RangeError];
  const size = { height: 3, width: 3 };
  // A folder is drawn from the input, as from a seed.
  const seedOf = (bytes: Uint8Array): number =>
    bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 7) >>> 0;
  const readable: Reader[] = [
    {
      name: "unpacked",
      seeds: [gzipSync(imagesIdx)],
      make: makeGzip,
      async read(bytes) {
        const unpacked = await readUnpacked(inMemory(bytes));
        const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
        must(same(unpacked, packed ? gunzipSync(bytes) : bytes), "it is not what zlib unpacks");
      },
    },
    {
      name: "table of any kind",
      seeds: tables,
      make: makeTable,
      async read(bytes) {
        const { train, notes } = await readFiles([inMemory(bytes)], "fuzz", makeChoice(Random.fromSeed(seedOf(bytes))));
        checkDataset(train);
        must(notes.every(isPrintable), `a note is not printable: ${JSON.stringify(notes)}`);
      },
    },
    {
      name: "list in JSON",
      seeds: jsonLists,
      make: (random) => mutateJson(random, pick(random, jsonLists)),
      async read(bytes) {
        const { train, notes } = await readFiles([inMemory(bytes)], "fuzz");
        checkDataset(train);
        must(notes.every(isPrintable), `a note is not printable: ${JSON.stringify(notes)}`);
      },
    },
    {
      name: "images",
      seeds: tables,
      make: (random) =>
        random.below(2) ? makeIdx(random, 3, 256) : makeCsv(random, pick(random, [1, 4, 9, 784]), 256),
      async read(bytes) {
        checkDataset((await readImagesAndLabels(inMemory(bytes), inMemory(labelsIdx))).train);
      },
    },
    {
      name: "labels",
      seeds: tables,
      make: (random) => (random.below(2) ? makeIdx(random, 1, 11) : makeCsv(random, 1, 12)),
      async read(bytes) {
        const { train } = await readImagesAndLabels(inMemory(imagesIdx), inMemory(bytes), { classCount: 10 });
        checkDataset(train);
        must(
          train.labels.every((label) => label < 10),
          "a label is out of range",
        );
      },
    },
    {
      name: "list of pairs",
      seeds: [text("left,right,same\n0,1,1\n2,3,0\n")],
      make: (random) => makeCsv(random, 3, 2),
      async read(bytes) {
        const { left, right, same: flags, length } = await readPairsCsv(inMemory(bytes), 4);
        must(length > 0 && left.length === length && right.length === length, "its sizes do not agree");
        for (let i = 0; i < length; i++) must(left[i] < 4 && right[i] < 4 && flags[i] < 2, "a number is out of range");
      },
    },
    {
      name: "image file",
      seeds: pngs,
      make: makePng,
      async read(bytes) {
        const files = [inMemory(bytes, "a/1.png"), inMemory(pngs[0], "b/1.png"), inMemory(text("x"), "b/Thumbs.db")];
        const { train } = await readFiles(files, "fuzz", { size });
        checkDataset(train);
        const skipped = await readFiles(files, "fuzz", { size, skipUnreadable: true });
        must(skipped.train.count === 2, "an image was skipped that can be read");
      },
    },
    {
      name: "folder's paths",
      seeds: [Uint8Array.of(4, 1, 2, 3)],
      make: (random) => randomBytes(random, 6),
      throws: values,
      async read(bytes) {
        const random = Random.fromSeed(seedOf(bytes));
        const root = pick(random, ["", "d/", `${makePath(random)}/`]);
        const classes = Array.from({ length: 2 + random.below(2) }, () => makePath(random));
        const files = Array.from({ length: 5 * classes.length }, (_, i) => {
          const wild = random.below(30) === 0;
          const path = wild ? makePath(random) : `${root}${classes[i % classes.length]}/${i}.png`;
          return inMemory(wild ? text("x") : pick(random, pngs), path);
        });
        const choice = { ...makeChoice(random), skipUnreadable: random.below(2) === 0 };
        const { train, test, notes } = await readTrainingData({ train: { files, source: "fuzz" } }, choice);
        for (const part of [train, test]) checkDataset(part);
        must(notes.every(isPrintable), `a note is not printable: ${JSON.stringify(notes)}`);
      },
    },
    {
      name: "ZIP of images",
      seeds: [zip],
      make: (random) => {
        const parts = Array.from({ length: 1 + random.below(5) }, () => {
          const data = random.below(4) ? pick(random, pngs) : randomBytes(random, random.below(40));
          return { name: makePath(random), data, stored: random.below(2) === 0 };
        });
        return random.below(4) ? makeZip(parts) : mutate(random, makeZip(parts));
      },
      async read(bytes) {
        const { train, notes } = await readFiles([inMemory(bytes)], "fuzz", { size });
        checkDataset(train);
        must(notes.every(isPrintable), `a note is not printable: ${JSON.stringify(notes)}`);
      },
    },
    {
      name: "page's files",
      seeds: [...tables, ...pngs, zip],
      make: (random) => pick(random, [makeTable, makePng, makeGzip])(random),
      throws: values,
      async read(bytes) {
        const file = new File([new Uint8Array(bytes)], "fuzz\u001b[2J.csv");
        const { train, heldOut, classNames, notes } = await readChosenFiles([{ file, path: file.name }]);
        for (const part of [train, heldOut]) checkDataset(part);
        must(classNames.length <= 256, "the page cannot show so many classes");
        must(notes.every(isPrintable), `a note is not printable: ${JSON.stringify(notes)}`);
      },
    },
    {
      name: "page's digits",
      seeds: [digits, gzipSync(digits)],
      make: (random) => {
        const bytes = new Uint8Array(digits);
        bytes[random.below(8)] = random.below(256);
        return random.below(2) ? bytes : gzipSync(bytes);
      },
      async read(bytes) {
        const packed = dataFile(new Blob([new Uint8Array(bytes)]), "digits", "digits");
        const { train, test } = unpackDigits(await readUnpacked(packed, 2 ** 24), "digits");
        for (const part of [train, test]) checkDataset(part);
      },
    },
  ];
  const onDisk: Reader = {
    name: "file on disk",
    slow: true,
    seeds: [gzipSync(imagesIdx), labelled],
    make: makeGzip,
    async read(bytes) {
      const path = join(folder, "input");
      writeFileSync(path, bytes);
      const expected = await readUnpacked(inMemory(bytes));
      must(same(await readUnpacked(await openDataFile(path)), expected), "it is another than in memory");
      const [file] = await openDataPath(path);
      must(same(await file.read(1, Math.max(1, file.size)), bytes.subarray(1)), "a part of it is another");
    },
  };
  return [...readable, onDisk];
}
