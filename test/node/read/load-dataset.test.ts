import { basename } from "node:path";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { loadTrainingData } from "../../../src/node/read/load-dataset.ts";
import { expectUnreadable, TemporaryFolder } from "../temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

/** A PNG of one grey, with a white corner. */
function png(grey: number, side = 28): Buffer {
  const image = new PNG({ width: side, height: side });
  for (let i = 0; i < side * side; i++) image.data.set([grey, grey, grey, 255], 4 * i);
  image.data.set([255, 255, 255, 255], 4 * (side * side - 1));
  return PNG.sync.write(image);
}

/** Rows of 2x2 images: the label, the image's number, and the darkest and the lightest pixel. */
const csv = (labels: number[]) =>
  ["label,p0,p1,p2,p3", ...labels.map((label, i) => `${label},${i},0,0,255`)].join("\n");
const numbers = ({ images }: { images: Uint8Array }) => [...images].filter((_, i) => i % 4 === 0);

describe("a folder of images", () => {
  it("numbers the sub-folders by name, scales, and lets the classes take turns", async () => {
    for (const [i, grey] of [11, 12, 13, 14].entries())
      folder.write(`letters/b/${i}.png`, png(grey, i === 1 ? 56 : 28));
    for (const [i, grey] of [21, 22, 23, 24].entries()) folder.write(`letters/a/${9 - i}.png`, png(grey));
    folder.write("letters/a/.DS_Store", "hidden");
    folder.write("letters/a/Thumbs.db", "of a system");
    folder.write("letters/README.txt", "beside the folders");
    const { train, notes } = await loadTrainingData({ folder: folder.join("letters"), holdOut: 0 });
    expect(train.classNames).toEqual(["a", "b"]);
    expect([...train.labels]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((i) => train.images[i * 784])).toEqual([24, 11, 23, 12, 22, 13, 21, 14]);
    expect(notes).toEqual([
      'letters: 8 images of 2 classes: "a", "b"',
      "letters: 1 of 8 images are scaled to 28x28, whole, with bars where the shape is another",
      'letters: 2 files left out, no images: "README.txt", "Thumbs.db"',
      "letters: no images are held out",
    ]);
  });

  it("names the folder or the file that is wrong", async () => {
    const read = (name: string) => loadTrainingData({ folder: folder.join(name) });
    await expectUnreadable(read("none"), "none: no such file.");
    await expectUnreadable(read(basename(folder.write("file", "x\ny\n"))), "file: expected images and their labels");
    folder.write("hollow/a/.keep", "");
    await expectUnreadable(read("hollow"), "hollow: expected images, got no file.");
    folder.write("mixed/a/1.png", png(1));
    folder.write("mixed/b/2.png", "not a picture");
    await expectUnreadable(read("mixed"), "mixed/b/2.png: expected a PNG or JPEG image, got a text file.");
    folder.write("webp/a/1.png", png(1));
    folder.write("webp/b/1.webp", "RIFF....WEBP");
    await expectUnreadable(read("webp"), "webp/b/1.webp: a WebP image is not read here; save it as PNG or JPEG");
    folder.write("texts/a/notes.md", "not a picture");
    folder.write("texts/a/more.md", "not a picture");
    await expectUnreadable(read("texts"), "got 2 files of none of these kinds.");
    folder.write("scans/a/1.pdf", "%PDF-1.4");
    folder.write("scans/b/2.pdf", "%PDF-1.4");
    await expectUnreadable(read("scans"), "1.pdf: a PDF document is not read here; save its pages as PNG.");
  });

  it("lists the first twenty of many files that cannot be read, or goes on without them", async () => {
    for (let i = 0; i < 30; i++) folder.write(`broken/${i % 2 ? "a" : "b"}/${i}.png`, "no picture");
    for (let i = 30; i < 40; i++) folder.write(`broken/${i % 2 ? "a" : "b"}/${i}.png`, png(i));
    const path = folder.join("broken");
    const error = await loadTrainingData({ path }).catch((reason) => reason);
    expect(error.message).toMatch(/^broken: 30 of 40 image files cannot be read; the first: \S+.png: expected a PNG/);
    expect(error.details).toHaveLength(20);
    expect(new Set(error.details).size).toBe(20);
    const { train, notes } = await loadTrainingData({ path, skipUnreadable: true, holdOut: 0 });
    expect([train.count, [...train.labels]]).toEqual([10, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]]);
    expect(notes.join()).toContain("30 of 40 image files cannot be read and are left out; the first:");
  });

  it("takes classes from the names of a flat folder", async () => {
    for (let i = 0; i < 8; i++) folder.write(`flat/${i % 2 ? "axe" : "brain"}_${i}.png`, png(i + 1));
    const { train, test } = await loadTrainingData({ path: folder.join("flat") });
    expect(train.classNames).toEqual(["axe", "brain"]);
    expect([train.count, test.count]).toEqual([4, 4]);
  });

  it("knows parts to train and to test on by the names of their folders", async () => {
    for (const [part, count] of [
      ["Train", 6],
      ["val", 4],
      ["other", 2],
    ] as const) {
      for (let i = 0; i < count; i++) folder.write(`parts/${part}/${i % 2 ? "x" : "y"}/${i}.png`, png(i + 1));
    }
    // The part to test on has another class first.
    const { train, test, notes } = await loadTrainingData({ path: folder.join("parts") });
    expect([train.count, test.count, train.classNames]).toEqual([6, 4, ["x", "y"]]);
    expect(test.classNames).toBe(train.classNames);
    expect(notes.join()).toContain("2 files left out, in no folder to train or to test on");
  });

  it("gives a test set the training set's numbers of classes", async () => {
    for (const name of ["a", "b", "c"]) for (let i = 0; i < 2; i++) folder.write(`abc/${name}/${i}.png`, png(i + 1));
    for (const name of ["b", "c"]) for (let i = 0; i < 2; i++) folder.write(`bc/${name}/${i}.png`, png(i + 1));
    const { test } = await loadTrainingData({ folder: folder.join("abc"), testFolder: folder.join("bc") });
    expect([...test.labels]).toEqual([1, 2, 1, 2]);
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

  it("holds out a tenth of each class of the user's own images, the same each time, and says so", async () => {
    const images = folder.write("own.csv", csv(Array.from({ length: 40 }, (_, i) => i % 2)));
    const { train, test, notes, source } = await loadTrainingData({ images, fraction: 1 });
    expect(numbers(test)).toEqual([10, 11, 30, 31]);
    expect(numbers(train)).toEqual(Array.from(Array(40).keys()).filter((n) => ![10, 11, 30, 31].includes(n)));
    expect(source).toBe("own.csv");
    expect(notes[0]).toBe(`${images}: first row is a header, skipped`);
    expect(notes.at(-1)).toContain("no test set given, a tenth of each class (4 images) is held out");
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
    expect(numbers(test)).toEqual([10, 11, 30, 31, 50, 51, 70, 71]);
    expect(numbers(train)).toEqual(Array.from(Array(40).keys()).filter((n) => ![10, 11, 30, 31].includes(n)));
    expect(notes.join()).toContain("the first 36 of 72 images are used");
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
    expect(both.train.count).toBe(8);
    expect(both.test).toBe(both.train);
    expect(both.notes.at(-1)).toBe("own: the same images as own; none is taken for its own neighbour");
  });

  it("refuses a test set of another size or other classes", async () => {
    const images = folder.write("train.csv", csv([0, 1, 0, 1]));
    const testImages = folder.write(
      "large.csv",
      `label,${new Array(9).fill("p").join()}\n0,${new Array(9).fill(1).join()}\n`,
    );
    await expectUnreadable(
      loadTrainingData({ images, testImages }),
      "large.csv: expected images of 2x2, as in train.csv, got 3x3.",
    );
    for (const [i, path] of ["one/a/1.png", "one/b/1.png", "two/a/1.png", "two/c/1.png"].entries()) {
      folder.write(path, png(i));
    }
    await expectUnreadable(
      loadTrainingData({ folder: folder.join("one"), testFolder: folder.join("two") }),
      'two: expected the classes of one ("a", "b"), got "c".',
    );
  });

  it("names a class too small to make pairs, before any training", async () => {
    const images = folder.write("train.csv", csv([0, 1, 0, 1, 7]));
    const testImages = folder.write("test.csv", csv([0, 1, 0, 1]));
    const load = (flags: object) => expect(loadTrainingData({ images, fraction: 1, ...flags })).rejects;
    const one = "expected at least 2 images of each class, to make pairs of, got 1 of class";
    await load({}).toThrow(`train.csv: ${one} "7".`);
    await load({ testImages }).toThrow(`train.csv: ${one} "7".`);
    await load({ testImages, fraction: 0.6 }).toThrow(
      `train.csv, the first 3 of 5: ${one} "1". Use a larger part of them.`,
    );
    await load({ testImages, fraction: 0.3 }).toThrow(
      'train.csv, the first 1 of 5: expected images of at least 2 classes, got "0" alone.',
    );
    const flags = { testImages: images, images: testImages };
    await load(flags).toThrow(`train.csv: ${one} "7".`);
    await load({ testImages, fraction: 0 }).toThrow(RangeError);
    for (let i = 0; i < 3; i++) folder.write(`alone/axe/${i}.png`, png(i));
    await expect(loadTrainingData({ path: folder.join("alone") })).rejects.toThrow(
      'alone: expected images of the same class, to make pairs of, got 3 images of 3 classes: "0", "1", "2". A class is a ' +
        "folder of images, or what comes first in their names; or what the labels say.",
    );
  });

  it("refuses paths that do not go together", async () => {
    const images = folder.write("train.csv", csv([0, 1, 0, 1]));
    const load = (flags: object) => expect(loadTrainingData(flags)).rejects;
    await load({ images, folder: folder.path }).toThrow(new TypeError("Expected images or folder, got both."));
    await load({ labels: images }).toThrow(new TypeError("Expected images with labels, got labels alone."));
    await load({ images, testLabels: images }).toThrow("Expected testImages with testLabels, got labels alone.");
    await load({ images: 7 }).toThrow(new TypeError("Expected images as a string, got 7."));
  });
});
