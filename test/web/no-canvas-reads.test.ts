import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

// Brave, and Firefox for some visitors, add noise to what a page reads from a canvas: a network would see other pixels.
// The browser's own decoders differ in their last bits.
const READING = /getImageData|toDataURL|toBlob|convertToBlob|OffscreenCanvas|createImageBitmap|new ImageDecoder/;

test("nothing in the sources reads from a canvas, or has the browser decode images", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((name) => READING.test(readFileSync(join("src", name), "utf8")))).toEqual([]);
});

test("nor does anything in what a visitor loads, libraries included", async () => {
  const { outputFiles } = await build({
    entryPoints: [
      "src/web/page/main.ts",
      "src/web/page-worker/page-worker.ts",
      "src/web/symbol-worker/symbol-worker.ts",
      "src/threads/web-entry.ts",
    ],
    outdir: "unused",
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022"],
    write: false,
  });
  const reading = outputFiles.filter(({ text }) => READING.test(text)).map(({ path }) => path);
  expect(outputFiles.some(({ text }) => text.includes("mozjpeg") || text.includes("jpeg"))).toBe(true);
  expect(reading).toEqual([]);
});
