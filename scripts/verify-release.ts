// Proves that a release can be made again from its source: npx tsx scripts/verify-release.ts
// The committed source is taken to an empty folder, installed without install scripts and packed, which builds it. The
// same is packed again from another folder, built anew: the two packages must be one, byte for byte. The packed kernels
// are then compared with what the packed source compiles to.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { decodeText } from "../src/wasm/text-bytes.ts";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "siamese-release-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const source = join(folder, "source");
const again = join(folder, "again");
const run = (command: string, args: readonly string[], cwd = source): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 26 });
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

mkdirSync(source);
run("git", ["archive", "--format=tar", "--output", join(folder, "source.tar"), "HEAD"], root);
run("tar", ["-xf", join(folder, "source.tar")]);
run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
/** Packs a folder as its owner would: npm builds it first. */
function pack(place: string): { filename: string; files: readonly { path: string }[] } {
  const printed = run("npm", ["pack", "--json", "--pack-destination", place], place);
  const [packed] = JSON.parse(printed.slice(printed.search(/^\[$/m)));
  return packed;
}
const { filename, files } = pack(source);
run("tar", ["-xzf", join(source, filename), "-C", folder]);
const packed = readFileSync(join(folder, "package", "dist", "kernels.wasm"));

const failures: string[] = [];
const expectSame = (what: string, bytes: Uint8Array): void => {
  if (Buffer.compare(packed, bytes) !== 0) {
    failures.push(`${what}: expected the packed kernels, sha256 ${sha256(packed)}, got ${sha256(bytes)}.`);
  }
};
const compiled = join(folder, "compiled.wasm");
run("npx", ["asc", "assembly/index.ts", "--config", "asconfig.json", "--target", "release", "--outFile", compiled]);
expectSame("The source compiled", readFileSync(compiled));
// The same bytes travel inside the JavaScript as text: in a module, and in a chunk of the bundles.
const carriers = files
  .filter(({ path }) => path.endsWith(".js"))
  .flatMap(({ path }) => {
    const [, text] = /allKernelsText =\s*"([^"]+)"/.exec(readFileSync(join(folder, "package", path), "utf8")) ?? [];
    return text === undefined ? [] : [{ path, text }];
  });
if (carriers.length !== 2) {
  failures.push(
    `Expected the kernels' text in two files, got ${carriers.map(({ path }) => path).join(", ") || "none"}.`,
  );
}
for (const { path, text } of carriers) expectSame(`The kernels inside ${path}`, decodeText(text));
const tarball = readFileSync(join(source, filename));
// What the first build has left would spare the second its work.
for (const made of ["build", "dist"]) rmSync(join(source, made), { recursive: true });
renameSync(source, again);
const second = readFileSync(join(again, pack(again).filename));
if (Buffer.compare(tarball, second) !== 0) {
  failures.push(`The package built again: expected sha256 ${sha256(tarball)}, got ${sha256(second)}.`);
}
const scripts = JSON.parse(readFileSync(join(folder, "package", "package.json"), "utf8")).scripts ?? {};
for (const name of ["preinstall", "install", "postinstall", "prepare"]) {
  if (name in scripts)
    failures.push(`package.json: expected no "${name}" script, which would run where it is installed.`);
}

for (const failure of failures) console.error(failure);
if (failures.length === 0) {
  console.log(
    `${filename}: ${files.length} files, ${tarball.length} bytes, sha256 ${sha256(tarball)}, was built and packed twice to the same bytes`,
  );
  console.log(
    `kernels.wasm: ${packed.length} bytes, sha256 ${sha256(packed)}, was compiled again twice to the same bytes`,
  );
}
process.exitCode = failures.length > 0 ? 1 : 0;
