// Writes a row of docs/size-history.md: what a page pays for each entry of the package as it is built, and the package
// itself, at the commit that is checked out. A commit that has a row already gets it anew.
// npm run size-history, or with the folder of another checkout, built.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sizesOf } from "./bundle-size.ts";
import { weighed } from "./entries.ts";

const FILE = "docs/size-history.md";
const PACKAGE = "the package, .tgz";
const columns = [...weighed.map(({ what }) => what), PACKAGE];

const cellsOf = (row: string): string[] =>
  row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The bytes in the file's last row. */
export function lastSizes(): { readonly commit: string; readonly sizes: ReadonlyMap<string, number> } {
  const rows = readFileSync(FILE, "utf8").trimEnd().split("\n");
  const names = cellsOf(rows.find((row) => row.startsWith("| date")) ?? "").map((name) => name.replaceAll("`", ""));
  const [, commit, ...cells] = cellsOf(rows.at(-1) ?? "");
  return { commit, sizes: new Map(cells.map((cell, i) => [names[i + 2], Number(cell)])) };
}

async function rowOf(folder: string): Promise<string> {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, encoding: "utf8" });
  const [date, commit] = run("git", "log", "-1", "--format=%cs %h").trim().split(" ");
  const sizes: (number | string)[] = [];
  for (const { code } of weighed) {
    // An older commit may not have the entry.
    const [, module] = /"(.*)"/.exec(code) ?? [];
    sizes.push(existsSync(join(folder, module)) ? (await sizesOf(code, folder)).first : "-");
  }
  const [{ size }] = JSON.parse(run("npm", "pack", "--dry-run", "--json", "--ignore-scripts"));
  return `| ${[date, commit, ...sizes, size].join(" | ")} |`;
}

async function addRow(folder: string): Promise<void> {
  const row = await rowOf(folder);
  const [date, commit] = cellsOf(row);
  const lines = readFileSync(FILE, "utf8").trimEnd().split("\n");
  const begin = lines.findIndex((line) => line.startsWith("| date"));
  const rows = lines.slice(begin + 2).filter((line) => cellsOf(line)[1] !== commit);
  const place = rows.findIndex((line) => cellsOf(line)[0] > date);
  rows.splice(place < 0 ? rows.length : place, 0, row);
  const heading = ["date", "commit", ...columns.map((name) => (name.startsWith(".") ? `\`${name}\`` : name))];
  const table = [`| ${heading.join(" | ")} |`, `|${" --- |".repeat(2)}${" ---: |".repeat(columns.length)}`, ...rows];
  writeFileSync(FILE, `${[...lines.slice(0, begin), ...table].join("\n")}\n`);
  console.log(row);
}

if (process.argv[1]?.endsWith("size-history.ts")) await addRow(resolve(process.argv[2] ?? "."));
