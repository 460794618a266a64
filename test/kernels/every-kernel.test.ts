import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createReferenceKernels } from "../../src/reference/index.ts";
import { Arena } from "../../src/wasm/arena.ts";

it("every kernel has a scalar twin, and the library calls it", () => {
  const module = new WebAssembly.Module(new Uint8Array(readFileSync("build/kernels.wasm")));
  const compiled = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "function");
  const names = compiled.map(({ name }) => name).sort();
  expect(names).toEqual(Object.keys(createReferenceKernels(new Arena())).sort());
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith("reference"))
    .map((path) => readFileSync(join("src", path), "utf8"))
    .join("\n");
  expect(names.filter((name) => !sources.includes(`kernels.${name}(`))).toEqual([]);
});
