import { basename } from "node:path";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { loadTrainingData } from "../../../src/node/read/load-dataset.ts";
import { readFolderDataset } from "../../../src/node/read/read-folder.ts";
import { expectUnreadable, TemporaryFolder } from "../temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

/** A PNG all of one grey. */
function png(grey: number, side = 28): Buffer {
  const image = new PNG({ width: side, height: side });
  for (let i = 0; i < side * side; i++) image.data.set([grey, grey, grey, 255], 4 * i);
  return PNG.sync.write(image);
}

/** Rows of 2x2 images: the label, the image's number, and zeros. */
const csv = (labels: number[]) => labels.map((label, i) => `${label},${i},0,0,0`).join("\n");
const numbers = ({ images }: { images: Uint8Array }) => [...images].filter((_, i) => i % 4 === 0);
const SIZE = { height: 28, width: 28 };

describe("readFolderDataset", () => {
  it("numbers the sub-folders by name, scales, and lets the classes take turns", async () => {
    folder.write("letters/b/1.png", png(11));
    folder.write("letters/b/2.png", png(12, 56));
    folder.write("letters/a/9.png", png(21));
    folder.write("letters/a/.DS_Store", "hidden");
    folder.write("letters/README.txt", "beside the folders");
    const root = folder.join("letters");
    const { dataset, classNames, notes } = await readFolderDataset(root, SIZE);
    expect(classNames).toEqual(["a", "b"]);
    expect([...dataset.labels]).toEqual([0, 1, 1]);
    expect([0, 1, 2].map((i) => dataset.images[i * 784])).toEqual([21, 11, 12]);
    expect(notes).toEqual([`${root}: classes 0 = a, 1 = b`, `${root}: 1 of 3 images scaled to 28x28`]);
  });

  it("names the folder or the file that is wrong", async () => {
    const read = (name: string) => readFolderDataset(folder.join(name), SIZE);
    await expectUnreadable(read("none"), "none: no such folder.");
    await expectUnreadable(read(basename(folder.write("file", "x"))), "file: expected a folder, got a file.");
    folder.write("flat/1.png", png(1));
    await expectUnreadable(read("flat"), "flat: expected 1 to 256 sub-folders, one a class, got none.");
    folder.write("hollow/a/1.png", png(1));
    folder.write("hollow/b/.keep", "");
    await expectUnreadable(read("hollow"), "hollow/b: expected PNG files, got an empty folder.");
    folder.write("mixed/a/1.png", png(1));
    folder.write("mixed/b/notes.txt", "not a picture");
    await expectUnreadable(read("mixed"), "mixed/b/notes.txt: expected a PNG file, got other data.");
    folder.write("deep/a/b/1.png", png(1));
    await expectUnreadable(read("deep"), "deep/a/b: expected a file, got a folder.");
  });
});

describe("loadTrainingData", () => {
  it("loads the first tenth of MNIST where nothing is given", async () => {
    const { train, test, notes, source } = await loadTrainingData({});
    expect([train.count, test.count]).toEqual([6000, 1000]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    expect(notes).toEqual([]);
    expect(source).toContain("MNIST");
  });

  it("takes each fraction of its own part", async () => {
    const { train, test } = await loadTrainingData({ fraction: 0.02, testFraction: 1 });
    expect([train.count, test.count]).toEqual([1200, 10_000]);
  });

  it("holds out the last tenth of each class of the user's own images, the same each time, and says so", async () => {
    const images = folder.write("own.csv", csv(Array.from({ length: 40 }, (_, i) => i % 2)));
    const { train, test, notes, source } = await loadTrainingData({ images, fraction: 1 });
    expect(numbers(test)).toEqual([36, 37, 38, 39]);
    expect(numbers(train)).toEqual(Array.from({ length: 36 }, (_, i) => i));
    expect(source).toBe("own.csv");
    expect(notes[0]).toBe(`${images}: no header row`);
    expect(notes[1]).toContain("no test set given, the last tenth of each class (4 images) is held out");
    expect(await loadTrainingData({ images, fraction: 1 })).toEqual({ train, test, notes, source });
  });

  it("keeps the numbers of the images that a list of pairs names, and holds out those it leaves over", async () => {
    const images = folder.write("listed.csv", csv(Array.from({ length: 40 }, (_, i) => i % 2)));
    const list = (rows: number[][]) => folder.write("pairs.csv", rows.map((row) => row.join()).join("\n"));
    const some = await loadTrainingData({
      images,
      pairs: list([
        [0, 39, 0],
        [38, 2, 1],
      ]),
    });
    expect(numbers(some.train)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect([...(some.pairs?.right ?? [])]).toEqual([39, 2]);
    expect(numbers(some.test)).toEqual(numbers(some.train).filter((n) => ![0, 2, 38, 39].includes(n)));
    expect(some.notes.at(-1)).toContain("the 36 images that no pair names are held out");
    const all = await loadTrainingData({
      images,
      pairs: list(Array.from({ length: 20 }, (_, i) => [2 * i, 2 * i + 1, 0])),
    });
    expect(all.test).toBe(all.train);
    expect(all.notes.at(-1)).toContain("quality is measured on the training images");
  });

  it("never lets an image be on both sides, whatever the fractions", async () => {
    const images = folder.write("own.csv", csv(Array.from({ length: 80 }, (_, i) => i % 2)));
    const { train, test, notes } = await loadTrainingData({ images, fraction: 0.5, testFraction: 1 });
    expect(numbers(train)).toEqual(Array.from({ length: 36 }, (_, i) => i));
    expect(numbers(test)).toEqual([72, 73, 74, 75, 76, 77, 78, 79]);
    expect(notes.join()).toContain("the first 36 of 72 images are used (--fraction 0.5)");
  });

  it("uses a test set that is given, whole files each", async () => {
    const images = folder.write("train.csv", csv([0, 1, 0, 1]));
    const testImages = folder.write("test.csv", csv([1, 1, 0, 0, 0]));
    const { train, test } = await loadTrainingData({ images, testImages, fraction: 1 });
    expect([train.count, test.count]).toEqual([4, 5]);
    expect([...test.labels]).toEqual([1, 1, 0, 0, 0]);
  });

  it("uses a folder whole, and its own test folder", async () => {
    for (const name of ["x", "y"]) for (let i = 0; i < 4; i++) folder.write(`own/${name}/${i}.png`, png(i));
    const own = await loadTrainingData({ folder: folder.join("own") });
    expect([...own.train.labels]).toEqual([0, 1, 0, 1]);
    expect([...own.test.labels]).toEqual([0, 1, 0, 1]);
    const both = await loadTrainingData({ folder: folder.join("own"), testFolder: folder.join("own") });
    expect([both.train.count, both.test.count]).toEqual([8, 8]);
    expect(both.notes).toHaveLength(2);
  });

  it("refuses a test set of another size or other classes", async () => {
    const images = folder.write("train.csv", csv([0, 1, 0, 1]));
    const testImages = folder.write("large.csv", `0,${new Array(9).fill(1).join()}\n`);
    await expectUnreadable(
      loadTrainingData({ images, testImages }),
      "large.csv: expected images of 2x2, as in train.csv, got 3x3.",
    );
    for (const path of ["one/a/1.png", "one/b/1.png", "two/a/1.png", "two/c/1.png"]) folder.write(path, png(1));
    await expectUnreadable(
      loadTrainingData({ folder: folder.join("one"), testFolder: folder.join("two") }),
      "two: expected the classes of one (a,b), got a,c.",
    );
  });

  it("names a class too small to make pairs, before any training", async () => {
    const images = folder.write("train.csv", csv([0, 1, 0, 1, 7]));
    const testImages = folder.write("test.csv", csv([0, 1, 0, 1]));
    const load = (flags: object) => expect(loadTrainingData({ images, fraction: 1, ...flags })).rejects;
    await load({}).toThrow(/^Class 0 has 2 images; /);
    await load({ testImages }).toThrow(
      "Training images, 5 of 5: Class 7 needs at least 2 images to make a pair, got 1.",
    );
    await load({ testImages, fraction: 0.6 }).toThrow(
      "3 of 5: Class 1 needs at least 2 images to make a pair, got 1; use more",
    );
    const flags = { testImages: images, images: testImages };
    await load(flags).toThrow("Test images, 5 of 5: Class 7 needs at least 2 images");
    await load({ testImages, fraction: 0 }).toThrow(RangeError);
  });

  it("refuses paths that do not go together", async () => {
    const images = folder.write("train.csv", csv([0, 1, 0, 1]));
    const load = (flags: object) => expect(loadTrainingData(flags)).rejects;
    await load({ images, folder: folder.path }).toThrow(new TypeError("Expected --folder or --images, got both."));
    await load({ labels: images }).toThrow(new TypeError("Expected --images with --labels, got labels alone."));
    await load({ images, testLabels: images }).toThrow("Expected --test-images with --test-labels, got labels alone.");
  });
});
