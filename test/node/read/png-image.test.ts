import { crc32, deflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../../src/errors.ts";
import { decodePng, readDigitPng } from "../../../src/node/read/png-image.ts";
import { expectCheap, expectUnreadable, TemporaryFolder } from "../temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

interface Header {
  width: number;
  height: number;
  depth?: number;
  colour?: number;
  interlace?: number;
}

function header({ width, height, depth = 8, colour = 0, interlace = 0 }: Header): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colour, 0, 0, interlace], 8);
  return chunk("IHDR", data);
}

/** A PNG from its rows as they are packed: each begins with its filter, 0 for none. */
function png(sizes: Header, rows: Uint8Array, ...before: Uint8Array[]): Buffer {
  const end = chunk("IEND", new Uint8Array());
  return Buffer.concat([SIGNATURE, header(sizes), ...before, chunk("IDAT", deflateSync(rows)), end]);
}

/** A PNG of the given pixels, red, green, blue and alpha each, written by pngjs. */
function coloured(width: number, height: number, pixels: number[][]): Buffer {
  const image = new PNG({ width, height });
  image.data.set(pixels.flat());
  return PNG.sync.write(image);
}

describe("decodePng", () => {
  it("keeps every grey as it is", () => {
    const greys = Array.from({ length: 256 }, (_, v) => v);
    const { pixels, width, height } = decodePng(
      coloured(
        16,
        16,
        greys.map((v) => [v, v, v, 255]),
      ),
      "a",
    );
    expect([width, height]).toEqual([16, 16]);
    expect([...pixels]).toEqual(greys);
  });

  it("weights colours as the eye does, and lays what is see-through over black", () => {
    // 0.299, 0.587 and 0.114 of 255; then white at half and at no opacity.
    const pixels = [
      [255, 0, 0, 255],
      [0, 255, 0, 255],
      [0, 0, 255, 255],
      [255, 255, 255, 128],
      [255, 255, 255, 0],
    ];
    expect([...decodePng(coloured(5, 1, pixels), "a").pixels]).toEqual([76, 150, 29, 128, 0]);
  });

  it("reads 1-bit, 16-bit, palette and interlaced pictures", () => {
    const bits = png({ width: 10, height: 1, depth: 1 }, Uint8Array.of(0, 0b10100000, 0b01000000));
    expect([...decodePng(bits, "a").pixels]).toEqual([255, 0, 255, 0, 0, 0, 0, 0, 0, 255]);
    const deep = png({ width: 1, height: 1, depth: 16 }, Uint8Array.of(0, 0xff, 0xff));
    expect([...decodePng(deep, "a").pixels]).toEqual([255]);
    const palette = chunk("PLTE", Uint8Array.of(10, 10, 10, 200, 200, 200));
    const indexed = png({ width: 2, height: 1, colour: 3 }, Uint8Array.of(0, 1, 0), palette);
    expect([...decodePng(indexed, "a").pixels]).toEqual([200, 10]);
    // Adam7 on 3x2: pixel (0, 0) in pass 1, (2, 0) in pass 4, (1, 0) in pass 6, row 1 in pass 7.
    const interlaced = png({ width: 3, height: 2, interlace: 1 }, Uint8Array.of(0, 1, 0, 3, 0, 2, 0, 4, 5, 6));
    expect([...decodePng(interlaced, "a").pixels]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  const good = png({ width: 2, height: 2 }, Uint8Array.of(0, 1, 2, 0, 3, 4));
  const flipped = Buffer.from(good);
  flipped[good.length - 20] ^= 0xff;
  const claims = (width: number, height: number) =>
    Buffer.concat([SIGNATURE, header({ width, height }), good.subarray(33)]);
  it.each([
    ["no bytes", new Uint8Array(), "x: expected a PNG file, got other data."],
    [
      "a JPEG",
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...new Array<number>(40).fill(0)),
      "expected a PNG file, got other data.",
    ],
    ["a signature alone", SIGNATURE, "expected a PNG file, got other data."],
    ["74 bytes that claim 20,000x20,000", claims(20_000, 20_000), "at most 1024x1024 pixels, it claims 20000x20000."],
    ["a side of 0", claims(0, 5), "it claims 0x5."],
    ["a side of 4,097", claims(1, 4097), "it claims 1x4097."],
    [
      "1024x1024 without the pixels",
      claims(1024, 1024),
      "expected 1049600 bytes of pixels for a PNG of 1024x1024, got 6.",
    ],
    ["too many pixels", claims(1, 1), "expected 2 bytes of pixels for a PNG of 1x1, got more."],
    [
      "a file cut in its pixels",
      good.subarray(0, 45),
      "x: expected 14 bytes of a PNG chunk at byte 33, got the end of the file.",
    ],
    ["a file cut at its end", good.subarray(0, good.length - 12), "got the end of the file."],
    ["a flipped bit", flipped, "x: expected"],
    [
      "a second header",
      png({ width: 2, height: 2 }, Uint8Array.of(0, 1, 2, 0, 3, 4), header({ width: 20_000, height: 20_000 })),
      "expected one PNG header, got another at byte 33.",
    ],
    ["an unknown colour type", png({ width: 1, height: 1, colour: 5 }, Uint8Array.of(0, 1)), "colour type"],
    ["an unknown depth", png({ width: 1, height: 1, depth: 7 }, Uint8Array.of(0, 1)), "x: expected"],
    ["a palette without colours", png({ width: 1, height: 1, colour: 3 }, Uint8Array.of(0, 1)), "x: expected"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => decodePng(bytes, "x")).toThrow(UnreadableFileError);
    expect(() => decodePng(bytes, "x")).toThrow(message);
    expect(() => decodePng(bytes, "x")).not.toThrow(/\n/);
  });

  it.each([0, 1])("stops at pixels that unpack to more than the picture holds (interlace %i)", async (interlace) => {
    const bomb = png({ width: 8, height: 8, interlace }, new Uint8Array(2 ** 27));
    await expectCheap(async () => expect(() => decodePng(bomb, "x")).toThrow("got more"), 200, 100);
  });
});

describe("readDigitPng", () => {
  it("reads a picture of the right size without a note", async () => {
    const path = folder.write(
      "a.png",
      coloured(2, 1, [
        [9, 9, 9, 255],
        [7, 7, 7, 255],
      ]),
    );
    expect(await readDigitPng(path, 1, 2)).toEqual({ pixels: Uint8Array.of(9, 7) });
  });

  it("scales another size, and says so: height first", async () => {
    const grey = (v: number) => [v, v, v, 255];
    const path = folder.write("b.png", coloured(4, 2, [10, 20, 0, 0, 30, 40, 0, 1].map(grey)));
    expect(await readDigitPng(path, 1, 2)).toEqual({
      pixels: Uint8Array.of(25, 0),
      note: `${path}: 2x4, scaled to 1x2`,
    });
  });

  it("names a file that is missing or no PNG", async () => {
    await expectUnreadable(readDigitPng(folder.join("none.png"), 28, 28), "none.png: no such file.");
    await expectUnreadable(
      readDigitPng(folder.write("t.png", "text"), 28, 28),
      "t.png: expected a PNG file, got other data.",
    );
  });
});
