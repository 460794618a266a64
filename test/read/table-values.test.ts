import { afterAll, describe, expect, it } from "vitest";
import type { ReadOptions } from "../../src/read/read-options.ts";
import { expectUnreadable, TemporaryFolder } from "../node/temporary-folder.ts";
import { readDataset } from "./read-dataset.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

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

it.each<[string, object, string]>([
  ["a number of classes", { classCount: 65_537 }, "Expected a number of classes from 1 to 65536, got 65537."],
  ["a column", { labelColumn: 0 }, "Expected the column of labels as a name or a number from 1, got 0."],
  ["a range", { range: [1, 0] }, "Expected a range of values as two numbers, the lower first, got a list."],
  ["a size", { size: { height: 0, width: 5 } }, "Expected a size of 1 to 1024 pixels a side, got 0 by 5."],
])("refuses %s that cannot be", async (_, options, message) => {
  const images = folder.write("images.csv", "1\n2\n");
  await expect(readDataset({ images, ...options })).rejects.toThrow(message);
});
