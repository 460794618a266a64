import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { entries } from "../../scripts/entries.ts";

/** The blocks of JavaScript in a Markdown file, as they stand. */
export const snippetsOf = (markdown: string): string[] =>
  [...readFileSync(markdown, "utf8").matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

/** The package's entries by their sources. */
function located(name: string): string {
  const entry = entries.find((each) => each.name === `.${name.slice("siamese-simd".length)}`);
  return resolve(entry?.source ?? "none");
}

/**
 * Runs a block of code as a module in a folder, which must lie within the project.
 * @param packages a folder of other packages that it may import. Default: the project's
 * @returns what it printed
 */
export async function runSnippet(code: string, folder: string, packages?: string): Promise<string> {
  if (packages !== undefined) symlinkSync(resolve(packages), join(folder, "node_modules"));
  const local = code.replace(/(?<=from ")siamese-simd[^"]*(?=")/g, located);
  writeFileSync(join(folder, "snippet.mjs"), local);
  const { stdout } = await promisify(execFile)(resolve("node_modules/.bin/tsx"), ["snippet.mjs"], { cwd: folder });
  return stdout;
}
