import { gzipSync } from "node:zlib";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { createDataset } from "../../../src/data/dataset.ts";
import { encodeNpy } from "../../../src/formats/npy.ts";
import { loadTrainingData } from "../../../src/node/read/load-dataset.ts";
import { makeZip } from "../../read/zip-file.ts";
import { TemporaryFolder } from "../temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const SIDE = 9;
const CLASSES = 3;
const COUNT = 24;

/** Light strokes on black; the classes take turns, as a folder's images do. */
const images = Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, p) => {
  const [n, x, y] = [Math.floor(p / 81), p % 9, Math.floor((p % 81) / 9)];
  const isInk = Math.min(x, y, 8 - x, 8 - y) > 0 && [x, y, x + y][n % CLASSES] % 4 === n % 2;
  return isInk ? 255 - n : (p * 7) % 5;
});
const labels = Uint8Array.from({ length: COUNT }, (_, n) => n % CLASSES);
const classNames = ["0", "1", "2"];
const expected = createDataset(images, labels, SIDE, SIDE, { classNames });

function png(n: number): Buffer {
  const image = new PNG({ width: SIDE, height: SIDE });
  for (let p = 0; p < 81; p++) {
    const value = images[n * 81 + p];
    image.data.set([value, value, value, 255], 4 * p);
  }
  return PNG.sync.write(image);
}

const pngs = Array.from({ length: COUNT }, (_, n) => ({
  name: `${n % CLASSES}/${String(n).padStart(2, "0")}.png`,
  data: png(n),
}));
const row = (n: number) => [...images.subarray(n * 81, n * 81 + 81)];
const csv = [
  ["label", ...Array.from({ length: 81 }, (_, p) => `pixel${p}`)],
  ...Array.from(labels, (label, n) => [label, ...row(n)]),
].join("\n");
const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const idxImages = Uint8Array.from([...word(0x803), ...word(COUNT), ...word(SIDE), ...word(SIDE), ...images]);
const idxLabels = Uint8Array.from([...word(0x801), ...word(COUNT), ...labels]);
const X = encodeNpy(images, [COUNT, SIDE, SIDE]);
const y = encodeNpy(Int32Array.from(labels), [COUNT]);
const floats = encodeNpy(
  Float32Array.from(images, (value) => value / 255),
  [COUNT, 81],
);

function writeFolder(name: string): string {
  for (const { name: path, data } of pngs) folder.write(`${name}/${path}`, data);
  return folder.join(name);
}

const write = (files: Record<string, string | Uint8Array>) => {
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder.join(Object.keys(files)[0].split("/")[0]);
};

const ways: [string, () => object][] = [
  ["a folder of images", () => ({ path: writeFolder("plain") })],
  ["a folder within folders", () => ({ folder: writeFolder("outer/inner/digits") })],
  ["a ZIP of the folder", () => ({ path: write({ "digits.zip": makeZip(pngs) }) })],
  ["a table in CSV", () => ({ path: write({ "digits.csv": csv }) })],
  ["a table in CSV, gzipped", () => ({ path: write({ "digits.csv.gz": gzipSync(csv) }) })],
  [
    "a table in CSV within a ZIP",
    () => ({ path: write({ "table.zip": makeZip([{ name: "a.csv", data: Buffer.from(csv) }]) }) }),
  ],
  ["two IDX files", () => ({ images: write({ "i.idx": idxImages }), labels: write({ "l.idx": idxLabels }) })],
  [
    "a folder of two IDX files",
    () => ({ path: write({ "idx/images": idxImages, "idx/labels": gzipSync(idxLabels) }) }),
  ],
  ["two .npy files", () => ({ images: write({ "X.npy": X }), labels: write({ "y.npy": y }) })],
  ["two .npy files in a folder, floats from 0 to 1", () => ({ path: write({ "npy/X.npy": floats, "npy/y.npy": y }) })],
  [
    "a list in JSON",
    () => ({
      path: write({ "digits.json": JSON.stringify(Array.from(labels, (label, n) => ({ label, pixels: row(n) }))) }),
    }),
  ],
  [
    "JSON lines with image files",
    () => ({
      path: write({
        "digits.jsonl": pngs
          .map(({ data }, n) => JSON.stringify({ label: n % CLASSES, image: data.toString("base64") }))
          .join("\n"),
      }),
    }),
  ],
  [
    "an .npz",
    () => ({
      path: write({
        "digits.npz": makeZip([
          { name: "X.npy", data: X },
          { name: "y.npy", data: y },
        ]),
      }),
    }),
  ],
];

describe("the same images are the same data, whatever holds them:", () => {
  it.each(ways)("%s", async (_, sources) => {
    const { train } = await loadTrainingData({ ...sources(), holdOut: 0 });
    const { preparation, ...data } = train;
    expect(data).toEqual({ ...expected, preparation: undefined });
    expect(preparation).toEqual({ fit: "contain", background: "black", invert: false });
  });

  it.each(ways)("%s to test on", async (_, sources) => {
    const given = Object.entries(sources()).map(([key, path]) => [`test${key[0].toUpperCase()}${key.slice(1)}`, path]);
    const half = makeZip(pngs.slice(0, 12));
    const { test } = await loadTrainingData({
      path: folder.write("half.zip", half),
      ...Object.fromEntries(given),
    });
    expect(test.images).toEqual(images);
    expect([...test.labels]).toEqual([...labels]);
  });

  it("a decoder that is handed in reads other formats", async () => {
    const webp = (n: number) => Uint8Array.from([...new TextEncoder().encode("RIFF....WEBP"), n]);
    for (const [n, { name }] of pngs.entries()) folder.write(`webp/${name.replace("png", "webp")}`, webp(n));
    const decode = (bytes: Uint8Array) => ({
      width: SIDE,
      height: SIDE,
      channels: 1 as const,
      pixels: images.slice(bytes[12] * 81, bytes[12] * 81 + 81),
    });
    const path = folder.join("webp");
    const { train } = await loadTrainingData({ path, holdOut: 0, decoders: { webp: decode } });
    expect(train.images).toEqual(images);
    await expect(loadTrainingData({ path })).rejects.toThrow("24 of 24 image files cannot be read");
  });
});
