import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { hashDataset } from "../../src/formats/hash.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { loadTrainingData } from "../../src/node/read/load-dataset.ts";
import { readChosenFiles } from "../../src/web/page-worker/files/chosen-files.ts";
import { encodePng } from "../browser/support/encode-png.ts";
import { TemporaryFolder } from "../node/temporary-folder.ts";
import { makeZip } from "../read/zip-file.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const digits = takeFraction((await loadDefaultMnist()).train, 0.005);
const image = (i: number) => digits.images.subarray(i * 784, (i + 1) * 784);
const pngs = Array.from({ length: 120 }, (_, i) => ({
  name: `${digits.labels[i]}/${i}.png`,
  data: encodePng(image(i), 28, 28),
}));
const csv = Array.from({ length: 300 }, (_, i) => [digits.labels[i], ...image(i)].join()).join("\n");

/** What a browser gives for a folder that was chosen, or for a file: the folder's own name is a part of the path. */
function choose(path: string) {
  const isFile = path.includes(".");
  const found = isFile ? [path] : readdirSync(path, { recursive: true, withFileTypes: true });
  return found.flatMap((entry) => {
    if (typeof entry !== "string" && !entry.isFile()) return [];
    const full = typeof entry === "string" ? entry : join(entry.parentPath, entry.name);
    const file = new File([new Uint8Array(readFileSync(full))], basename(full));
    return [{ file, path: isFile ? file.name : `${basename(path)}/${relative(path, full)}` }];
  });
}

it.each<[string, () => string]>([
  [
    "a folder a class",
    () => {
      for (const { name, data } of pngs) folder.write(`classes/${name}`, data);
      folder.write("classes/3/Thumbs.db", "of a system");
      return folder.join("classes");
    },
  ],
  [
    "folders in folders",
    () => {
      for (const { name, data } of pngs) folder.write(`nested/d/${name.replace("/", "/x/")}`, data);
      return folder.join("nested");
    },
  ],
  [
    "the class in the name",
    () => {
      for (const { name, data } of pngs) folder.write(`flat/${name.replace("/", "_")}`, data);
      return folder.join("flat");
    },
  ],
  [
    "parts to train and to test on",
    () => {
      for (const [i, { name, data }] of pngs.entries())
        folder.write(`parts/${i < 60 ? "train" : "test"}/${name}`, data);
      return folder.join("parts");
    },
  ],
  ["a ZIP archive", () => folder.write("digits.zip", makeZip(pngs))],
  ["a table, gzipped", () => folder.write("digits.csv.gz", gzipSync(csv))],
])("the page and Node read the same data from %s, in one order", async (_, write) => {
  const path = write();
  const node = await loadTrainingData({ path, size: { height: 28, width: 28 } });
  // A browser may list files in any order.
  for (const chosen of [choose(path), choose(path).reverse()]) {
    const page = await readChosenFiles(chosen);
    expect(await hashDataset(page.train)).toBe(await hashDataset(node.train));
    expect(await hashDataset(page.heldOut)).toBe(await hashDataset(node.test));
    expect(page.classNames).toEqual(node.train.classNames);
  }
});
