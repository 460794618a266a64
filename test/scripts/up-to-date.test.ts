import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const run = promisify(execFile);
const MODULE = JSON.stringify(resolve("scripts/up-to-date.mjs"));

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-build-"));
  await mkdir(join(folder, "out"));
  await writeFile(join(folder, "source"), "a");
});
afterEach(() => rm(folder, { recursive: true }));

/** Makes out/copy from `source` with `before` run first; says whether it was made. */
async function build(before = ""): Promise<boolean> {
  const script = `
    import { readFile, writeFile, utimes } from "node:fs/promises";
    import { bringUpToDate } from ${MODULE};
    const made = await bringUpToDate("copy", ["out/copy"], async (folder) => {
      const text = await readFile("source", "utf8");
      await writeFile(folder + "/copy", text.repeat(1e6));
      ${before}
      return ["source", "never-there"];
    });
    console.log(made);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: folder });
  return stdout.trim() === "true";
}
const copy = async () => (await readFile(join(folder, "out/copy"), "utf8")).replace(/(.)\1+/, "$1");

it("makes a file once, and again when its source, or it, or what was looked for and missing has changed", async () => {
  expect(await build()).toBe(true);
  expect(await build()).toBe(false);
  await writeFile(join(folder, "source"), "b");
  expect([await build(), await copy(), await build()]).toEqual([true, "b", false]);
  await writeFile(join(folder, "out/copy"), "damaged");
  expect([await build(), await copy(), await build()]).toEqual([true, "b", false]);
  await rm(join(folder, "out/copy"));
  expect([await build(), await copy()]).toEqual([true, "b"]);
  await writeFile(join(folder, "never-there"), "");
  expect([await build(), await build()]).toEqual([true, false]);
  await writeFile(join(folder, "build/copy.json"), "{");
  expect([await build(), await build()]).toEqual([true, false]);
});

it("does not take for up to date what was edited while it was made", async () => {
  await build('await new Promise((done) => setTimeout(done, 20)); await writeFile("source", "c");');
  expect([await copy(), await build(), await copy()]).toEqual(["a", true, "c"]);
});

it("leaves the old file and nothing else behind where making fails", async () => {
  await build();
  await writeFile(join(folder, "source"), "b");
  await expect(build('throw new Error("no");')).rejects.toThrow();
  expect(await copy()).toBe("a");
  expect(await readdir(join(folder, "build"))).toEqual(["copy.json"]);
  expect([await build(), await copy()]).toEqual([true, "b"]);
});

it("is safe when several processes make the same at once", async () => {
  const makers = Array.from({ length: 4 }, () => build("await new Promise((done) => setTimeout(done, 50));"));
  expect(await Promise.all(makers)).toContain(true);
  expect((await readFile(join(folder, "out/copy"), "utf8")).length).toBe(1e6);
  expect(await build()).toBe(false);
  expect(await readdir(join(folder, "build"))).toEqual(["copy.json"]);
});

it("a second `npm run` of every command compiles nothing", async () => {
  const names = ["train", "evaluate", "compare", "embed", "verify"];
  const help = (name: string) => run("npm", ["run", "--silent", name, "--", "--help"]);
  const times = () =>
    Promise.all(["build/kernels.wasm", "build/cli.mjs"].map(async (path) => (await stat(path)).mtimeMs));
  await help("train");
  const before = await times();
  const said = await Promise.all(names.map(help));
  expect(said.map(({ stdout }) => stdout.split(" [")[0])).toEqual(names.map((name) => `Usage: siamese-simd ${name}`));
  expect(await times()).toEqual(before);
});
