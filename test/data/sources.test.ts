import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { glyphs } from "../../src/data/sources/glyphs.ts";
import { joinSources, MixSampler } from "../../src/data/sources/mix.ts";
import { mixedDigits } from "../../src/data/sources/mixed-digits.ts";
import { freeTurns, TURNS, turnImage } from "../../src/data/sources/turned.ts";
import { Random } from "../../src/random.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
const SIZE = 28 * 28;

/** Mean squared difference of two images' pixels. */
function difference(images: Uint8Array, a: number, b: number): number {
  let sum = 0;
  for (let p = 0; p < SIZE; p++) sum += (images[a * SIZE + p] - images[b * SIZE + p]) ** 2;
  return sum / SIZE;
}

describe("glyphs", () => {
  const source = glyphs(60, 4, 0.7, Random.fromSeed(5));

  it("are the same bytes everywhere", () => {
    expect(sha256(source.images)).toBe("eefe9e9c41913126");
  });

  it("fill MNIST's box, every one of them inked", () => {
    for (let i = 0; i < 240; i++) {
      const image = source.images.subarray(i * SIZE, (i + 1) * SIZE);
      const rows = Array.from({ length: 28 }, (_, y) => image.subarray(y * 28, y * 28 + 28).some((value) => value > 0));
      const columns = rows.map((_, x) => rows.some((_, y) => image[y * 28 + x] > 0));
      const longer = Math.max(
        rows.lastIndexOf(true) - rows.indexOf(true),
        columns.lastIndexOf(true) - columns.indexOf(true),
      );
      expect(longer).toBeGreaterThanOrEqual(18);
      expect(longer).toBeLessThan(20);
    }
  });

  it("of one class are nearer to one another than to other classes, and no two are alike", () => {
    let [same, other] = [0, 0];
    for (let c = 0; c < 60; c++) {
      expect(difference(source.images, 4 * c, 4 * c + 1)).toBeGreaterThan(0);
      same += difference(source.images, 4 * c, 4 * c + 1);
      other += difference(source.images, 4 * c, (4 * c + 4) % 240);
    }
    expect(same).toBeLessThan(0.8 * other);
  });
});

describe("turned images", () => {
  const image = Uint8Array.from({ length: 9 }, (_, i) => i);

  it("are the eight of the square", () => {
    expect([...turnImage(image, 3, 1)]).toEqual([2, 1, 0, 5, 4, 3, 8, 7, 6]);
    expect([...turnImage(image, 3, 2)]).toEqual([6, 7, 8, 3, 4, 5, 0, 1, 2]);
    expect([...turnImage(image, 3, 4)]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8]);
    const all = Array.from({ length: TURNS }, (_, turn) => turnImage(image, 3, turn).join());
    expect(new Set(all).size).toBe(8);
    expect(turnImage(turnImage(image, 3, 5), 3, 6)).toEqual(image);
  });

  it("leave out those that look like a digit", () => {
    expect(freeTurns(0)).toEqual([]);
    expect(freeTurns(3)).not.toContain(2);
    expect(freeTurns(4)).toHaveLength(7);
    expect(freeTurns(6)).not.toContain(3);
  });
});

describe("mixed digits", () => {
  const random = Random.fromSeed(9);
  const digits = createDataset(
    Uint8Array.from({ length: 20 * SIZE }, (_, i) =>
      Math.floor(i / 28) % 28 > 6 && i % 28 > 8 ? random.below(256) : 0,
    ),
    Uint8Array.from({ length: 20 }, (_, i) => [4, 7][i % 2]),
    28,
    28,
  );

  it("are the same for a seed, as many as asked for, of the classes given alone", () => {
    const [a, b] = [1, 1].map((seed) => mixedDigits(digits, 40, 3, Random.fromSeed(seed)));
    expect(a).toEqual(b);
    expect(a.labels.length).toBe(120);
    expect(a.labels[119]).toBe(39);
    expect(sha256(a.images)).toBe("2e0d247d1276898c");
    for (let i = 0; i < 120; i++)
      expect(a.images.subarray(i * SIZE, (i + 1) * SIZE).some((value) => value > 0)).toBe(true);
  });

  it("refuse images of another size", () => {
    const small = createDataset(new Uint8Array(4), new Uint8Array(1), 2, 2);
    expect(() => mixedDigits(small, 1, 2, Random.fromSeed(1))).toThrow("images of 28x28, got 2x2");
  });
});

describe("a mix", () => {
  const parts = [
    { source: glyphs(9, 3, 0, Random.fromSeed(1)), classesPerBatch: 4, imagesPerClass: 2 },
    { source: glyphs(2, 5, 1, Random.fromSeed(2)), classesPerBatch: 3, imagesPerClass: 4 },
  ];
  const joined = joinSources(parts);

  it("numbers the classes on, and keeps each image with its class", () => {
    expect(joined.classes).toBe(11);
    expect(joined.labels[26]).toBe(8);
    expect(joined.labels[27]).toBe(9);
    expect(joined.images.subarray(27 * SIZE)).toEqual(parts[1].source.images);
  });

  it("takes what was asked of each source, different images as far as there are", () => {
    const sampler = new MixSampler(parts, 7, Random.fromSeed);
    expect(sampler.batch).toBe(20);
    const index = new Uint32Array(20);
    const seen = new Set<number>();
    for (let number = 0; number < 60; number++) {
      sampler.fill(index, number);
      const labels = [...index].map((i) => joined.labels[i]);
      expect(new Set(labels.slice(0, 8)).size).toBe(4);
      expect(new Set(index.subarray(0, 8)).size).toBe(8);
      expect(labels.slice(0, 8).every((label) => label < 9)).toBe(true);
      // Two classes for three places: one comes twice.
      expect(labels.slice(8).every((label) => label >= 9)).toBe(true);
      expect(new Set(index.subarray(8, 12)).size).toBe(4);
      for (const i of index) seen.add(i);
    }
    expect(seen.size).toBe(37);
  });

  it("follows from the seed and the batch's number alone", () => {
    const [a, b, c] = [new Uint32Array(20), new Uint32Array(20), new Uint32Array(20)];
    const sampler = new MixSampler(parts, 7, Random.fromSeed);
    for (let number = 0; number <= 5; number++) sampler.fill(a, number);
    new MixSampler(parts, 7, Random.fromSeed).fill(b, 5);
    new MixSampler(parts, 8, Random.fromSeed).fill(c, 5);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it("refuses what cannot make a pair", () => {
    expect(() => new MixSampler([{ ...parts[0], imagesPerClass: 1 }], 1, Random.fromSeed)).toThrow(
      "at least 2 images of a class",
    );
    expect(() => new MixSampler([{ ...parts[0], classesPerBatch: 0 }], 1, Random.fromSeed)).toThrow("at least 1 class");
    const single = { source: glyphs(3, 1, 0, Random.fromSeed(1)), classesPerBatch: 1, imagesPerClass: 2 };
    expect(() => new MixSampler([single], 1, Random.fromSeed)).toThrow(
      "Class 0 of a source needs at least 2 images, got 1.",
    );
  });
});
