import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { PLAIN } from "../../../src/data/preparation.ts";
import { readImageAt } from "../../../src/node/read/read-image.ts";
import { expectUnreadable, TemporaryFolder } from "../temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

/** A PNG of the given pixels, red, green, blue and alpha each, written by pngjs. */
function coloured(width: number, height: number, pixels: number[][]): Buffer {
  const image = new PNG({ width, height });
  image.data.set(pixels.flat());
  return PNG.sync.write(image);
}

const grey = (height: number, width: number) => ({ height, width, channels: 1, ...PLAIN }) as const;

describe("readImageAt", () => {
  it("weights colours as the eye does, and lays what is see-through over black", async () => {
    // 0.299, 0.587 and 0.114 of 255; then white at half and at no opacity.
    const pixels = [
      [255, 0, 0, 255],
      [0, 255, 0, 255],
      [0, 0, 255, 255],
      [255, 255, 255, 128],
      [255, 255, 255, 0],
    ];
    const path = folder.write("colours.png", coloured(5, 1, pixels));
    expect(await readImageAt(path, grey(1, 5))).toEqual({ pixels: Uint8Array.of(76, 150, 29, 128, 0) });
  });

  it("reads a picture of the right size without a note", async () => {
    const opaque = (v: number) => [v, v, v, 255];
    const path = folder.write("a.png", coloured(2, 1, [9, 7].map(opaque)));
    expect(await readImageAt(path, grey(1, 2))).toEqual({ pixels: Uint8Array.of(9, 7) });
  });

  it("scales another size, and says so: height first", async () => {
    const opaque = (v: number) => [v, v, v, 255];
    const path = folder.write("b.png", coloured(4, 2, [10, 20, 0, 0, 30, 40, 0, 1].map(opaque)));
    expect(await readImageAt(path, grey(1, 2))).toEqual({
      pixels: Uint8Array.of(25, 0),
      note: `${path}: 2x4, scaled to 1x2`,
    });
  });

  it("names a file that is missing or no image", async () => {
    await expectUnreadable(readImageAt(folder.join("none.png"), grey(28, 28)), "none.png: no such file.");
    await expectUnreadable(
      readImageAt(folder.write("t.png", "text"), grey(28, 28)),
      "t.png: expected a PNG or JPEG image",
    );
  });
});
