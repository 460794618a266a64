import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { readOrientation } from "../../src/read/exif.ts";
import { decodeJpeg } from "../../src/read/jpeg.ts";
import { decodePng } from "../../src/read/png.ts";
import { expectCheap, expectUnreadable } from "../node/temporary-folder.ts";
import { readFixture } from "./golden-images.ts";

const whole = readFixture("420.jpg");

/** A segment with its marker and length. */
const segment = (marker: number, ...data: number[]) => [
  0xff,
  marker,
  (data.length + 2) >> 8,
  (data.length + 2) & 255,
  ...data,
];
const frame = (width: number, height: number, { marker = 0xc0, bits = 8, factors = [0x11, 0x11, 0x11] } = {}) =>
  segment(
    marker,
    ...[bits, height >> 8, height & 255, width >> 8, width & 255, factors.length],
    ...factors.flatMap((factor, i) => [i + 1, factor, 0]),
  );
const scan = [...segment(0xda, 1, 1, 0, 0, 63, 0), 0x55];
const file = (...parts: number[][]) => Uint8Array.from([0xff, 0xd8, ...parts.flat(), 0xff, 0xd9]);

describe("decodeJpeg", () => {
  it("reads 4:4:0 within 2 levels of Pillow, whose libjpeg rounds its chroma another way", async () => {
    const { pixels } = await decodeJpeg(readFixture("440.jpg"), "440.jpg");
    const expected = decodePng(readFixture("440-by-pillow.png"), "440-by-pillow.png").pixels;
    expect(pixels.length).toBe(expected.length);
    expect(Math.max(...pixels.map((value, i) => Math.abs(value - expected[i])))).toBeLessThanOrEqual(2);
  });

  it("gives many pictures at a time their own pixels", async () => {
    const names = ["420.jpg", "grey.jpg", "444-progressive.jpg", "orientation-6.jpg"];
    const alone = [];
    for (const name of names) alone.push(await decodeJpeg(readFixture(name), name));
    expect(await Promise.all(names.map((name) => decodeJpeg(readFixture(name), name)))).toEqual(alone);
  });

  it("leaves nothing behind in the global scope", async () => {
    const names = Object.getOwnPropertyNames(globalThis);
    await decodeJpeg(whole, "x");
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(names);
    expect(names).not.toContain("ImageData");
  });

  it.each([
    ["no bytes", new Uint8Array(), "x: expected a JPEG file, got other data."],
    [
      "65,535 x 65,535",
      file(frame(65535, 65535), scan),
      "of 1x1 to 4096x4096 pixels (width by height), it claims 65535x65535.",
    ],
    ["no height", file(frame(8, 0), scan), "it claims 8x0."],
    ["a height given late", file(frame(8, 8), segment(0xdc, 0, 8), scan), "gives its height late"],
    [
      "4,096 x 4,096 of 11 bytes",
      file(frame(4096, 4096), scan),
      "expected a JPEG of 4096x4096 pixels, its 1 bytes of them are too few.",
    ],
    ["CMYK", readFixture("cmyk.jpg"), "x: a CMYK JPEG, made for print, is not read here; save it as RGB."],
    ["arithmetic coding", readFixture("arithmetic.jpg"), "x: an arithmetic-coded JPEG is not read here"],
    ["lossless", file(frame(8, 8, { marker: 0xc3 }), scan), "x: a lossless JPEG is not read here"],
    ["12 bits", file(frame(8, 8, { marker: 0xc1, bits: 12 }), scan), "expected a JPEG of 8 bits a sample, got 12."],
    ["two components", file(frame(8, 8, { factors: [0x11, 0x11] }), scan), "(grey or colour), got 2."],
    [
      "a sampling factor of 0",
      file(frame(8, 8, { factors: [0x11, 0x10, 0x11] }), scan),
      "sampling factors from 1 to 4",
    ],
    ["two frames", file(frame(8, 8), frame(4096, 4096), scan), "expected one JPEG frame, got another at byte 21."],
    ["no frame", file(scan), "expected a JPEG frame before its pixels, got none."],
    ["no scan", file(frame(8, 8)), "expected a JPEG with pixels, got none."],
    [
      "33 scans",
      file(frame(8, 8), ...Array<number[]>(33).fill(scan)),
      "expected a JPEG of at most 32 scans, got more.",
    ],
    [
      "a million segments",
      file(Array<number[]>(1_000_000).fill(segment(0xe1)).flat(), scan),
      "at most 65536 segments, got more.",
    ],
    ["a segment past the end", file([0xff, 0xe0, 255, 2]), "got the end of the file or a wrong length."],
    ["data between segments", file(segment(0xe0), [1, 2]), "expected a JPEG marker at byte 6, got other data."],
    ["tables that are missing", file(frame(8, 8), scan), "expected a whole JPEG, its data are damaged or cut short."],
    [
      "a file without its end",
      whole.subarray(0, whole.length - 2),
      "expected a whole JPEG, got one that is cut short.",
    ],
  ])("refuses %s", async (_, bytes, message) => {
    await expectCheap(() => expectUnreadable(decodeJpeg(bytes, "x"), message), 100, 50);
  });

  it("refuses each file cut short, also behind an end put after the cut, and is sound afterwards", async () => {
    const before = await decodeJpeg(whole, "whole");
    let accepted = 0;
    for (let end = 4; end < whole.length - 2; end += 5) {
      await expect(decodeJpeg(whole.subarray(0, end), "x")).rejects.toThrow(UnreadableFileError);
      const ended = Uint8Array.from([...whole.subarray(0, end), 0xff, 0xd9]);
      accepted += await decodeJpeg(ended, "x").then(
        () => 1,
        () => 0,
      );
    }
    expect(accepted).toBe(0);
    expect(await decodeJpeg(whole, "whole")).toEqual(before);
  });

  it("warns of damaged data by refusing them, not by half a picture", async () => {
    const damaged = Uint8Array.from(whole);
    damaged.fill(0x7f, whole.length - 200, whole.length - 150);
    await expectUnreadable(decodeJpeg(damaged, "x"), "its data are damaged or cut short.");
  });
});

describe("readOrientation", () => {
  const exif = (...tiff: number[]) => Uint8Array.from([...Buffer.from("Exif\0\0"), ...tiff]);
  const entry = [0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0];
  it.each([
    ["nothing", exif(), 1],
    ["a whole one", exif(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, ...entry), 6],
    ["a directory past its end", exif(0x49, 0x49, 42, 0, 255, 255, 255, 255, 1, 0, ...entry), 1],
    ["65,535 entries of which one is there", exif(0x49, 0x49, 42, 0, 8, 0, 0, 0, 255, 255, ...entry), 6],
    ["an entry that is cut", exif(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, ...entry.slice(0, 10)), 1],
    ["a string for a number", exif(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, ...entry.slice(0, 2), 2, ...entry.slice(3)), 1],
  ])("of %s", (_, bytes, orientation) => expect(readOrientation(bytes)).toBe(orientation));
});
