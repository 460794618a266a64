import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { allKernelsText } from "../src/wasm/all-kernels-text.ts";
import { kernelsText } from "../src/wasm/kernels-text.ts";
import { decodeText } from "../src/wasm/text-bytes.ts";

interface LockedPackage {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const packages: Record<string, LockedPackage> = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;

it("nothing that a user installs runs a script while it is installed", () => {
  const runtime = Object.entries(packages).filter(([path, { dev }]) => path !== "" && !dev);
  expect(runtime.map(([path]) => path)).toContain("node_modules/commander");
  expect(runtime.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});

it("the release runs no action by a tag, which could be moved", () => {
  const workflow = readFileSync(".github/workflows/release.yml", "utf8");
  const actions = [...workflow.matchAll(/uses: (.*)/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it("the kernels that are shipped are what their source compiles to, byte for byte", () => {
  const folder = mkdtempSync(join(tmpdir(), "siamese-rebuild-"));
  try {
    for (const [entry, target, name] of [
      ["index", "release", "kernels"],
      ["index", "shared", "kernels-shared"],
      ["core", "release", "kernels-core"],
    ]) {
      const out = join(folder, `${name}.wasm`);
      const asc = [
        "node_modules/assemblyscript/bin/asc.js",
        `assembly/${entry}.ts`,
        "--config",
        "asconfig.json",
        "--target",
        target,
      ];
      execFileSync(process.execPath, [...asc, "--outFile", out]);
      expect(Buffer.compare(readFileSync(out), readFileSync(`build/${name}.wasm`))).toBe(0);
    }
    expect(Buffer.compare(decodeText(kernelsText), readFileSync("build/kernels-core.wasm"))).toBe(0);
    expect(Buffer.compare(decodeText(allKernelsText), readFileSync("build/kernels.wasm"))).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("the browser's core imports no package", async () => {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: ["src/index.ts"],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
  });
  const [{ imports }] = Object.values(metafile.outputs);
  expect(imports).toEqual([]);
  expect(Object.keys(metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
});
