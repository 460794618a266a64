import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { decodePng } from "../../src/read/png.ts";
import { to8Bits } from "../../src/read/png-samples.ts";
import { expectCheap } from "../node/temporary-folder.ts";
import { goldenImages, readFixture, toRgba } from "./golden-images.ts";
import { chunk, header, png, SIGNATURE } from "./png-file.ts";

describe("pixels", () => {
  const pngs = goldenImages.filter(({ name }) => name.endsWith(".png"));
  it.each(pngs)("$name: as pngjs has them", ({ name }) => {
    const bytes = readFixture(name);
    const ours = toRgba(decodePng(bytes, name));
    const { data } = PNG.sync.read(Buffer.from(bytes));
    // pngjs blackens the one see-through colour of a tRNS chunk, which keeps its value here as in Pillow.
    if (name.includes("see-through"))
      for (let i = 0; i < ours.length; i += 4) if (ours[i + 3] === 0) ours.fill(0, i, i + 4);
    expect(Buffer.compare(ours, data)).toBe(0);
  });

  it("rounds every sample of 16 bits to the nearest of 8", () => {
    for (let v = 0; v < 65536; v++) expect(to8Bits(v)).toBe(Math.round(v / 257));
  });

  it("keeps the colour of see-through pixels, and takes a palette's missing alpha as 255", () => {
    const palette = [chunk("PLTE", Uint8Array.of(1, 2, 3, 4, 5, 6)), chunk("tRNS", Uint8Array.of(0))];
    const { channels, pixels } = decodePng(
      png({ width: 2, height: 1, colour: 3 }, Uint8Array.of(0, 0, 1), ...palette),
      "x",
    );
    expect(channels).toBe(4);
    expect([...pixels]).toEqual([1, 2, 3, 0, 4, 5, 6, 255]);
  });
});

const good = png({ width: 2, height: 2 }, Uint8Array.of(0, 1, 2, 0, 3, 4));
const rows = Uint8Array.of(0, 1, 2, 0, 3, 4);
const claims = (width: number, height: number, depth = 8, colour = 0) =>
  Buffer.concat([SIGNATURE, header({ width, height, depth, colour }), good.subarray(33)]);
const flipped = (at: number) => {
  const bytes = Buffer.from(good);
  bytes[at < 0 ? good.length + at : at] ^= 0xff;
  return bytes;
};

describe("refuses", () => {
  it.each([
    ["no bytes", new Uint8Array(), "x: expected a PNG file, got other data."],
    ["a JPEG", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...new Array<number>(40).fill(0)), "expected a PNG file"],
    ["a signature alone", SIGNATURE, "expected a PNG chunk at byte 8, got the end of the file."],
    [
      "74 bytes that claim 20,000x20,000",
      claims(20_000, 20_000),
      "1x1 to 4096x4096 pixels (width by height), it claims 20000x20000.",
    ],
    ["a side of 0", claims(0, 5), "it claims 0x5."],
    ["a side of 4,097", claims(1, 4097), "it claims 1x4097."],
    [
      "4,096 x 4,096 without the pixels",
      claims(4096, 4096),
      "expected 16781312 bytes of pixels for a PNG of 4096x4096, got 12 packed bytes, too few.",
    ],
    [
      "64 MiB at 16 bits",
      claims(4096, 4096, 16, 2),
      "expected a PNG of at most 67108864 bytes of pixels, 4096x4096 have 100667392.",
    ],
    [
      "a row too few",
      png({ width: 2, height: 3 }, rows),
      "expected 9 bytes of pixels for a PNG of 2x3, got 6, and the end of the data.",
    ],
    ["a row too many", png({ width: 2, height: 1 }, rows), "expected 3 bytes of pixels for a PNG of 2x1, got more."],
    ["a file cut in its pixels", good.subarray(0, 45), "expected 14 bytes of a PNG chunk at byte 33, got the end"],
    ["a file cut at its end", good.subarray(0, good.length - 12), "got the end of the file."],
    ["a flipped bit in the pixels", flipped(-20), 'the PNG chunk "IDAT" at byte 33 is damaged: its CRC does not fit.'],
    ["a flipped bit in the header", flipped(16), 'the PNG chunk "IHDR" at byte 8 is damaged'],
    [
      "a second header",
      png({ width: 2, height: 2 }, rows, header({ width: 9, height: 9 })),
      "expected one PNG header, got another at byte 33.",
    ],
    [
      "another first chunk",
      Buffer.concat([SIGNATURE, chunk("tEXt", rows)]),
      'expected a PNG header of 13 bytes at byte 8, got "tEXt" of 6.',
    ],
    [
      "an unknown colour type",
      png({ width: 1, height: 1, colour: 5 }, rows),
      "expected a PNG colour type of 0, 2, 3, 4 or 6, got 5.",
    ],
    [
      "an unknown depth",
      png({ width: 1, height: 1, depth: 7 }, rows),
      "expected 1 or 2 or 4 or 8 or 16 bits a sample for PNG colour type 0, got 7.",
    ],
    [
      "a depth of another colour type",
      png({ width: 1, height: 1, depth: 4, colour: 2 }, rows),
      "expected 8 or 16 bits",
    ],
    ["an unknown interlace", png({ width: 1, height: 1, interlace: 2 }, rows), "interlace 0 or 1, got 0, 0 and 2."],
    [
      "an unknown filter",
      png({ width: 2, height: 1 }, Uint8Array.of(5, 1, 2)),
      "expected a PNG filter from 0 to 4 before a row of pixels, got 5.",
    ],
    [
      "a missing palette",
      png({ width: 1, height: 1, colour: 3 }, Uint8Array.of(0, 1)),
      "expected a PNG palette before its pixels, got none.",
    ],
    [
      "a palette of 7 bytes",
      png({ width: 1, height: 1, colour: 3 }, Uint8Array.of(0, 1), chunk("PLTE", new Uint8Array(7))),
      "got 7 bytes.",
    ],
    [
      "a colour past the palette",
      png({ width: 1, height: 1, colour: 3 }, Uint8Array.of(0, 1), chunk("PLTE", new Uint8Array(3))),
      "a pixel has colour 1 of a PNG palette of 1 colours.",
    ],
    [
      "a transparency that does not fit",
      png({ width: 2, height: 2 }, rows, chunk("tRNS", new Uint8Array(3))),
      "got 3 bytes at 33.",
    ],
    [
      "a chunk that must be understood",
      png({ width: 2, height: 2 }, rows, chunk("ABCD", rows)),
      'the PNG chunk "ABCD" at byte 33 is needed',
    ],
    [
      "a chunk with a name of controls",
      png({ width: 2, height: 2 }, rows, chunk("\u001b[2J", rows)),
      'the PNG chunk "\\u001b[2J" at byte 33',
    ],
    [
      "pixels that are not zlib's",
      Buffer.concat([SIGNATURE, header({ width: 2, height: 2 }), chunk("IDAT", rows), good.subarray(-12)]),
      "packed by zlib, got other data.",
    ],
    [
      "no pixels",
      Buffer.concat([SIGNATURE, header({ width: 2, height: 2 }), good.subarray(-12)]),
      "expected a PNG with pixels, got none.",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => decodePng(bytes, "x")).toThrow(UnreadableFileError);
    expect(() => decodePng(bytes, "x")).toThrow(message);
  });

  it("says a name with controls on one printable line", () => {
    expect(() => decodePng(new Uint8Array(), "a\n\u001b[2J\u202eb")).toThrow(
      "a\\u000a\\u001b[2J\\u202eb: expected a PNG file",
    );
  });

  it("a million chunks, at once", async () => {
    const empty = chunk("teXt", new Uint8Array());
    const many = Buffer.concat([SIGNATURE, header({ width: 1, height: 1 }), ...Array<Buffer>(1_000_000).fill(empty)]);
    await expectCheap(
      async () => expect(() => decodePng(many, "x")).toThrow("at most 65536 chunks, got more."),
      100,
      50,
    );
  });

  it.each([0, 1])("pixels that unpack to more than the picture holds, at once (interlace %i)", async (interlace) => {
    const bomb = png({ width: 8, height: 8, interlace }, new Uint8Array(2 ** 27));
    await expectCheap(async () => expect(() => decodePng(bomb, "x")).toThrow("got more"), 100, 50);
  });
});
