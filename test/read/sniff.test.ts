import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../../src/read/decode-image.ts";
import { isReadable, refuseFormat, sniff, type UnreadableFormat } from "../../src/read/sniff.ts";
import { expectUnreadable } from "../node/temporary-folder.ts";
import { readFixture } from "./golden-images.ts";

const bytes = (text: string, length = text.length): Uint8Array => {
  const result = new Uint8Array(length);
  result.set(Buffer.from(text, "latin1"));
  return result;
};
const zipOf = (name: string) =>
  bytes(`PK\x03\x04${"\0".repeat(22)}${String.fromCharCode(name.length)}\0\0\0${name}and what is packed`);
const utf8 = (text: string) => new TextEncoder().encode(text);

// The first bytes as each format's specification gives them.
const files: readonly (readonly [format: string, bytes: Uint8Array])[] = [
  ["png", readFixture("grey-1.png")],
  ["jpeg", readFixture("420.jpg")],
  ["gzip", gzipSync("text")],
  ["zip", zipOf("cat/1.png")],
  ["zip", bytes("PK\x05\x06", 22)],
  ["npz", zipOf("x_train.npy")],
  ["npy", bytes("\x93NUMPY\x01\0v\0{'descr'")],
  ["idx", bytes("\0\0\x08\x03\0\0\xea\x60")],
  ["safetensors", bytes('\x40\0\0\0\0\0\0\0{"a":{"dtype"')],
  ["json", utf8(' [{"label": 1}]')],
  ["text", utf8("label,pixel0\n5,0\n")],
  ["text", utf8(`${"é".repeat(255)}xé`)],
  ["text", utf8("\ufeff1,2")],
  ["heic", bytes("\0\0\0\x18ftypheic\0\0\0\0mif1heic")],
  ["avif", bytes("\0\0\0\x1cftypavif\0\0\0\0avifmif1")],
  ["gif", bytes("GIF89a\x01\0\x01\0")],
  ["tiff", bytes("II*\0\x08\0\0\0")],
  ["tiff", bytes("MM\0*\0\0\0\x08")],
  ["webp", bytes("RIFF\x24\0\0\0WEBPVP8 ")],
  ["bmp", bytes("BM\x46\0\0\0\0\0\0\0\x36\0\0\0")],
  ["jpeg-xl", bytes("\0\0\0\x0cJXL \r\n\x87\n")],
  ["svg", utf8('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ["pdf", bytes("%PDF-1.7\n")],
  ["office", zipOf("[Content_Types].xml")],
  ["pytorch", zipOf("archive/data.pkl")],
  ["keras", zipOf("metadata.json")],
  ["pickle", bytes("\x80\x04\x95\x1c\0\0\0\0\0\0\0")],
  ["hdf5", bytes("\x89HDF\r\n\x1a\n\0\0")],
  ["matlab", bytes("MATLAB 5.0 MAT-file, Platform")],
  ["parquet", bytes("PAR1\x15\x04\x15")],
  ["tar", bytes(`${"\0".repeat(257)}ustar`, 512)],
];

describe("sniff", () => {
  it.each(files)("knows %s by its first bytes", (format, start) => expect(sniff(start)).toBe(format));

  it("does not know noise, nothing, or text with controls", () => {
    for (const start of [new Uint8Array(), Uint8Array.of(1, 2, 3, 254), bytes("a\0b"), bytes("\0\0\0\0\0\0\0\0")]) {
      expect(sniff(start)).toBeUndefined();
    }
  });

  it("refuses each format that it does not read by name, and says what to do", () => {
    for (const [format] of files) {
      if (isReadable(format as never)) continue;
      expect(() => refuseFormat(format as UnreadableFormat, "a.x")).toThrow(
        /^a\.x: an? \w.* is not read here; \w.*\.$/,
      );
    }
    expect(() => refuseFormat("heic", "a.jpg")).toThrow(
      "a.jpg: a HEIC image is not read here; save it as PNG or JPEG.",
    );
    expect(() => refuseFormat("pytorch", "a.pt")).toThrow("safetensors.torch.save_file(model.state_dict()");
  });
});

describe("decodeImage", () => {
  const webp = bytes("RIFF\x24\0\0\0WEBPVP8 ");
  const image = { width: 2, height: 1, channels: 1, pixels: Uint8Array.of(1, 2) } as const;

  it("goes by the content, not by the name", async () => {
    expect((await decodeImage(readFixture("grey.jpg"), "grey.png")).channels).toBe(1);
  });

  it("names what is no PNG or JPEG", async () => {
    await expectUnreadable(
      decodeImage(bytes("GIF89a"), "a.png"),
      "a.png: a GIF image is not read here; save it as PNG",
    );
    await expectUnreadable(decodeImage(utf8("1,2"), "a.png"), "a.png: expected a PNG or JPEG image, got a text file.");
    await expectUnreadable(decodeImage(Uint8Array.of(1, 2), "a"), "a: expected a PNG or JPEG image, got other data.");
    await expectUnreadable(decodeImage(new Uint8Array(2 ** 26 + 1), "a"), "at most 67108864 bytes, got 67108865.");
    await expect(decodeImage("a.png" as never, "a")).rejects.toThrow(TypeError);
  });

  it("takes a decoder for another format, and checks what it gives", async () => {
    const decoded = (result: unknown) => decodeImage(webp, "a", { decoders: { webp: async () => result as never } });
    expect(await decoded(image)).toEqual(image);
    // As @jsquash/webp gives it.
    const data = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 0);
    const pixels = Uint8Array.from(data);
    expect(await decoded({ width: 2, height: 1, data })).toEqual({ width: 2, height: 1, channels: 4, pixels });
    await expectUnreadable(decoded({ width: 2, height: 2, data }), "expected 16 bytes for 2x2x4");
    await expectUnreadable(decodeImage(webp, "a"), "a WebP image is not read here; save it as PNG or JPEG, or hand in");
    for (const wrong of [undefined, null, 1, {}, { width: 1, height: 1, data: [1, 2, 3, 4] }]) {
      await expectUnreadable(decoded(wrong), "got something else.");
    }
    await expectUnreadable(decoded({ ...image, width: 1e9 }), "got something else.");
    await expectUnreadable(decoded({ ...image, height: 2 }), "expected 4 bytes for 2x2x1");
    const failing = () => Promise.reject(new Error("engine\nwords"));
    await expectUnreadable(decodeImage(webp, "a", { decoders: { webp: failing } }), "expected a whole webp image");
  });
});
