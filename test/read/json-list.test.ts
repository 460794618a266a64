import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { dataFile } from "../../src/read/data-file.ts";
import { readFiles } from "../../src/read/read-files.ts";
import { expectCheap, expectUnreadable } from "../node/temporary-folder.ts";
import { readFixture } from "./golden-images.ts";

const read = (content: unknown) => {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return readFiles([dataFile(new TextEncoder().encode(text), "list.json")], "list.json");
};
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

// Two classes of 2x3 images.
const rows = [
  {
    label: "cup",
    pixels: [
      [1, 2, 3],
      [4, 5, 250],
    ],
  },
  {
    label: "axe",
    pixels: [
      [6, 7, 8],
      [9, 10, 11],
    ],
  },
  {
    label: "cup",
    pixels: [
      [0, 1, 0],
      [1, 0, 255],
    ],
  },
];
const pixels = rows.flatMap((row) => row.pixels.flat());

describe("a list in JSON is a data set:", () => {
  it.each([
    ["a list", JSON.stringify(rows)],
    ["a list over many lines", JSON.stringify(rows, null, 2)],
    ["an object a line", rows.map((row) => JSON.stringify(row)).join("\r\n")],
  ])("%s of rows of pixels", async (_, text) => {
    const { train, notes } = await read(text);
    expect([train.height, train.width, train.channels, train.classNames]).toEqual([2, 3, 1, ["axe", "cup"]]);
    expect([...train.images]).toEqual(pixels);
    expect([...train.labels]).toEqual([1, 0, 1]);
    expect(notes).toEqual([]);
  });

  it("gzipped too, of integers as labels, under another name, of values from 0 to 1", async () => {
    const list = [
      [0, 0.5, 1, 0],
      [1, 0, 0, 1],
    ].map((values, i) => ({ class: 3 * i, pixels: values }));
    const packed = dataFile(new Uint8Array(gzipSync(JSON.stringify(list))), "list.json.gz");
    const { train, notes } = await readFiles([packed], "list");
    expect([train.height, train.width, train.classNames.length]).toEqual([2, 2, 4]);
    expect([...train.images]).toEqual([0, 128, 255, 0, 255, 0, 0, 255]);
    expect([...train.labels]).toEqual([0, 3]);
    expect(notes.join()).toContain("values are taken as 0 to 1 and scaled to 0 to 255");
  });

  it("of colours", async () => {
    const colours = Array.from({ length: 6 }, (_, y) => Array.from({ length: 5 }, (_, x) => [40 * y, 50 * x, 7]));
    const { train } = await read([
      { label: 1, pixels: colours },
      { label: 0, pixels: colours },
    ]);
    expect([train.height, train.width, train.channels]).toEqual([6, 5, 3]);
    expect([...train.images.subarray(0, 90)]).toEqual(colours.flat(2));
  });

  it("of image files in base64, PNG and JPEG, plain or as data URLs", async () => {
    const grey = Uint8Array.from({ length: 144 }, (_, i) => (i * 37) % 251);
    const png = await encodePng(grey, 12, 12, 1);
    const { train, notes } = await read([
      { label: "test", image: base64(png) },
      { label: "train", image: `data:image/png;base64,${base64(png)}` },
      { label: "test", image: base64(readFixture("grey.jpg")) },
    ]);
    expect(train.classNames).toEqual(["test", "train"]);
    expect([...train.labels]).toEqual([0, 1, 0]);
    expect([train.height, train.width]).toEqual([12, 12]);
    expect([...train.images.subarray(0, 288)]).toEqual([...grey, ...grey]);
    expect(notes[0]).toBe('list.json: 3 images of 2 classes: "test", "train"');
  });
});

describe("what is wrong with a list is said by its row:", () => {
  const [row] = rows;
  it.each<[string, unknown, string]>([
    ["an empty list", [], "list.json: expected images of numbers of shape"],
    ["no JSON", '{"label": 1,', "list.json line 1: expected a list in JSON, or an object a line."],
    ["a line that is none", `${JSON.stringify(row)}\n{"label"`, "list.json line 2: expected a list in JSON"],
    ["a number", [row, 7], "list.json row 2: expected a label or labels or class or target or digit or y, a string or"],
    ["no label", [{ pixels: [1] }], "a string or an integer, got undefined."],
    ["null", [null], "list.json row 1: expected a label or"],
    ["a label that is none", [{ ...row, label: [1] }], "a string or an integer, got a list."],
    ["an empty label", [{ ...row, label: " " }], "list.json row 1: expected a label, got an empty cell."],
    [
      "no pixels",
      [row, { label: 1 }],
      "list.json row 2: expected pixels as lists, as long as those of row 1, got undefined.",
    ],
    [
      "no pixels at first",
      [{ label: 1 }, row],
      "list.json row 1: expected pixels as lists, as long as those of row 1, got undefined.",
    ],
    ["pixels of no square", [{ label: 1, pixels: [1, 2, 3] }], "(count, height, width, 1 or 3), got (1, 3)."],
    ["four channels", [{ label: 1, pixels: Array(2).fill(Array(2).fill([1, 2, 3, 4])) }], "got (1, 2, 2, 4)."],
    ["deep lists", [{ label: 1, pixels: [[[[[1]]]]] }], "list.json row 1: expected a number as a pixel, got a list."],
    [
      "a short row",
      [
        row,
        {
          label: 1,
          pixels: [
            [1, 2, 3],
            [4, 5],
          ],
        },
      ],
      "row 2: expected pixels as lists, as long as those of row 1, got a list.",
    ],
    ["a word", [{ label: 1, pixels: ["1"] }], 'list.json row 1: expected a number as a pixel, got "1".'],
    [
      "a large number",
      [{ label: 1, pixels: [256] }],
      "expected values from 0 to 1, -1 to 1, 0 to 16 or 0 to 255, got 256",
    ],
    ["an image that is none", [{ label: 1, image: 5 }], "row 1: expected an image in base64, got 5."],
    ["no base64", [{ label: 1, image: "a.png" }], 'row 1: expected an image in base64, got "a.png".'],
    ["an image of another kind", [{ label: 1, image: "R0lGODlh" }], "list.json row 1: a GIF image is not read here"],
    [
      "an image that is missing",
      [{ label: 1, image: "R0lG" }, row],
      "row 2: expected an image in base64, got undefined.",
    ],
  ])("%s", async (_, content, message) => {
    await expectUnreadable(read(content), message);
  });

  it("and hostile ones cost little", async () => {
    const deep = "[".repeat(2_000_000);
    await expectCheap(() => expectUnreadable(read(deep), "line 1: expected a list in JSON"), 1000, 100);
    await expectCheap(() => expectUnreadable(read(`[${deep}`), "line 1: expected a list in JSON"), 1000, 100);
    const closed = `[{"label":1,"pixels":${"[".repeat(50_000)}${"]".repeat(50_000)}}]`;
    await expectCheap(() => expectUnreadable(read(closed), "list.json"), 1000, 100);
    const large = dataFile(new Uint8Array(2 ** 26 + 1).fill(0x20, 1).fill(0x5b, 0, 1), "list.json");
    await expectUnreadable(readFiles([large], "x"), "list.json: expected at most 67108864 bytes, got more.");
  });
});
