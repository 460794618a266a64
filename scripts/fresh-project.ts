// What a stranger does: packs the package, and installs it in a folder of its own.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export const run = promisify(execFile);

/** Does something in a folder that is removed afterwards, with the built package as a tarball. */
export async function withTarball(work: (folder: string, tarball: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "siamese-simd-packed-"));
  try {
    const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
    const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("[")));
    // Ends the search for a project of which the folders below might be a part.
    await writeFile(join(folder, "package.json"), "{}");
    await work(folder, resolve(folder, filename));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const INSTALL_FLAGS = ["--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline"];

/** Installs the tarball, and what the project in the folder wants besides. A folder without a project gets one. */
export async function install(folder: string, tarball: string, isProject = true): Promise<void> {
  if (!isProject) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  }
  await run("npm", ["install", ...INSTALL_FLAGS, tarball], { cwd: folder, maxBuffer: 1 << 26 });
}
