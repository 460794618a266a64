// Makes the next version out of the files in .changeset: npm run next-version. Changesets raises the version and writes
// CHANGELOG.md; this carries the version to where else it stands. A version that is not released yet is not raised: it
// takes the new points as well.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

type Bump = "major" | "minor" | "patch";

interface Change {
  readonly file: string;
  readonly bump: Bump;
  readonly summary: string;
}

const CHANGE = /^---\n"siamese-simd": (major|minor|patch)\n---\n\n(\S.*)\n$/s;
const UNRELEASED = /^## (\S+) \(unreleased\)$/m;
const SETTINGS = resolve(import.meta.dirname, "../.changeset");

/** @throws Error for a file that is none */
export function changesIn(folder: string): Change[] {
  const place = join(folder, ".changeset");
  return readdirSync(place)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => {
      const [, bump, summary] = CHANGE.exec(readFileSync(join(place, name), "utf8")) ?? [];
      if (summary === undefined)
        throw new Error(`${name}: expected a bump of "siamese-simd" and what a user will see.`);
      return { file: join(place, name), bump: bump as Bump, summary: summary.trim() };
    });
}

function intoUnreleased(file: string, changes: readonly Change[]): void {
  const [before, heading, version, section, after] = splitUnreleased(readFileSync(file, "utf8"));
  const points = changes.map(({ summary }) => `- ${summary.replaceAll("\n", "\n  ")}\n`).join("");
  // Where the points stand in groups, those that come last have one of their own.
  const group = section.includes("\n### ") && changes.length > 0 ? "\n### Also\n\n" : "";
  const released = heading.replace(" (unreleased)", "");
  writeFileSync(file, `${before}${released}${section.trimEnd()}\n${group}${points}${after}`);
  console.log(`${version}; lines from .changeset: ${changes.length}`);
}

function splitUnreleased(text: string): [string, string, string, string, string] {
  const { 0: heading, 1: version, index } = UNRELEASED.exec(text) as RegExpExecArray;
  const rest = text.slice(index + heading.length);
  const end = rest.search(/\n## /);
  const [section, after] = end < 0 ? [rest, ""] : [rest.slice(0, end), rest.slice(end)];
  return [text.slice(0, index), heading, version, section, after];
}

const replaceIn = (file: string, pattern: RegExp, by: string): void =>
  writeFileSync(file, readFileSync(file, "utf8").replace(pattern, by));

/** Brings the files of a folder to the next version. */
export function nextVersion(folder: string): void {
  const changes = changesIn(folder);
  const changelog = join(folder, "CHANGELOG.md");
  if (UNRELEASED.test(readFileSync(changelog, "utf8"))) {
    intoUnreleased(changelog, changes);
    for (const { file } of changes) rmSync(file);
    return;
  }
  const changesets = resolve(SETTINGS, "../node_modules/@changesets/cli/bin.js");
  execFileSync(process.execPath, [changesets, "version"], { cwd: folder, stdio: "inherit" });
  replaceIn(changelog, /\n{3,}|(?<=^## .*)\n(?=### )/gm, "\n\n");
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  replaceIn(join(folder, "src/version.ts"), /(?<=version = ")[^"]*/, version);
  replaceIn(join(folder, "CITATION.cff"), /(?<=^version: ).*/m, version);
  const lock = join(folder, "package-lock.json");
  const { packages, ...rest } = JSON.parse(readFileSync(lock, "utf8"));
  Object.assign(packages[""], { version });
  writeFileSync(lock, `${JSON.stringify({ ...rest, version, packages }, null, 2)}\n`);
}

if (process.argv[1]?.endsWith("next-version.ts")) nextVersion(".");
