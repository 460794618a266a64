import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { decodeImage } from "../../src/read/decode-image.ts";
import { goldenImages, readFixture } from "./golden-images.ts";

// The same in Chromium, Firefox and WebKitGTK: test/browser/pixels.browser.ts.
it.each(goldenImages)("$name has its golden pixels", async ({ name, pillow: _, sha256, ...shape }) => {
  const { pixels, ...got } = await decodeImage(readFixture(name), name);
  expect(got).toEqual(shape);
  expect(createHash("sha256").update(pixels).digest("hex")).toBe(sha256);
});
