import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { findWrongImports, floors } from "../../scripts/check-layers.ts";

const run = promisify(execFile);
const wrong = (path: string, text: string) => findWrongImports(new Map([[path, text]]));

it.each([
  ["upward", "nn/network.ts", 'import { Trainer } from "../train/trainer.ts";', "train is not on a floor below nn"],
  ["a type upward", "metrics/knn.ts", 'import type { Network } from "../nn/network.ts";', "nn is not on a floor below"],
  ["sideways", "web/page/main.ts", 'import "../../node/read/read-bytes.ts";', "node is not on a floor below web"],
  ["when needed", "wasm/engine.ts", 'await import("../run/train.ts");', "run is not on a floor below wasm"],
  ["passed on", "train/recipe.ts", 'export * from "../formats/model.ts";', "formats is not on a floor below train"],
  ["over lines", "loss/a.ts", 'import {\n  b,\n} from "../threads/b.ts";', "threads is not on a floor below loss"],
  ["from the ground", "random.ts", 'import { a } from "./data/a.ts";', "data is not on a floor below ground"],
  ["of a face", "run/train.ts", 'import { a } from "../index.ts";', "entries is not on a floor below run"],
  ["of Node", "read/zip.ts", 'import { inflateSync } from "node:zlib";', "only node and cli may import Node's modules"],
  ["from a room without a floor", "attic/a.ts", "", "the room attic has no floor"],
])("an import %s is found", (_, path, text, message) => {
  expect(wrong(path, text)).toEqual([expect.stringContaining(message)]);
});

it.each([
  ["cli/train.ts", 'import { existsSync } from "node:fs";\nimport { Command } from "commander";'],
  ["nn/layers/dense.ts", 'import { a } from "./layer.ts";\nimport { b } from "../memory.ts";'],
  ["index.ts", 'export { train } from "./run/train.ts";\nexport { Random } from "./random.ts";'],
  ["options.ts", 'import { quote } from "./message-text.ts";'],
  ["wasm/kernels.ts", 'import type { instantiate } from "../../build/kernels.js";'],
])("%s may import what lies below, beside it and outside", (path, text) => {
  expect(wrong(path, text)).toEqual([]);
});

it("the core is compiled without the types of pages and of Node", async () => {
  const folder = await mkdtemp(join(tmpdir(), "siamese-core-"));
  try {
    for (const name of ["src", "build", "package.json", "tsconfig.json", "tsconfig.core.json"])
      await cp(name, join(folder, name), { recursive: true });
    await symlink(resolve("node_modules"), join(folder, "node_modules"));
    const compile = () =>
      run(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", "tsconfig.core.json"], { cwd: folder });
    await compile();
    for (const text of ["document.title", "process.argv"]) {
      await writeFile(join(folder, "src/data/wrong.ts"), `export const wrong = ${text};\n`);
      await expect(compile()).rejects.toMatchObject({ stdout: expect.stringContaining("src/data/wrong.ts") });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

it("docs/architecture.md has the rooms of each floor", () => {
  const [, table] = /^\| floor, from.*?\n\|.*?\n(.*?)\n\n/ms.exec(readFileSync("docs/architecture.md", "utf8")) ?? [];
  const rows = table.split("\n").map((row) => [...row.split("|")[1].matchAll(/`([\w-]+)`/g)].map(([, room]) => room));
  const rooms = floors.filter(([room]) => room !== "ground" && room !== "entries");
  expect(rows.filter((row) => row.length > 0 && !row.includes("errors"))).toEqual(rooms);
});
