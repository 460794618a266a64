import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { decodePng } from "../../src/read/png.ts";
import { goldenImages, readFixture } from "./golden-images.ts";

it.each(goldenImages.filter(({ name }) => name.endsWith(".png")))("$name has its golden pixels", (golden) => {
  const { width, height, channels, pixels } = decodePng(readFixture(golden.name), golden.name);
  expect({ width, height, channels }).toEqual({
    width: golden.width,
    height: golden.height,
    channels: golden.channels,
  });
  expect(createHash("sha256").update(pixels).digest("hex")).toBe(golden.sha256);
});
