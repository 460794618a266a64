import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// Brave, and Firefox for some visitors, add noise to what a page reads from a canvas: a network would see other pixels.
test("the page reads nothing from a canvas", () => {
  const folder = "src/web/page";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(20);
  const reading = files.filter((name) =>
    /getImageData|toDataURL|toBlob|convertToBlob/.test(readFileSync(join(folder, name), "utf8")),
  );
  expect(reading).toEqual([]);
});
