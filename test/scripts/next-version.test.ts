import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changesIn, nextVersion } from "../../scripts/next-version.ts";

let folder: string;
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "siamese-version-"));
  for (const name of [".changeset", "package.json", "package-lock.json", "CITATION.cff", "src/version.ts"]) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  for (const { file } of changesIn(folder)) rmSync(file);
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

const change = (name: string, bump: string, summary: string) =>
  write(`.changeset/${name}.md`, `---\n"siamese-simd": ${bump}\n---\n\n${summary}\n`);

describe("the next version", () => {
  it("is a raised one, everywhere, with the points that users were promised", () => {
    write("CHANGELOG.md", "# Changelog\n\n## 0.1.0\n\n- The first.\n");
    change("one", "patch", "Blank images are read.");
    change("two", "minor", "Circles are drawn,\nand squares.");
    nextVersion(folder);
    expect(read("CHANGELOG.md")).toBe(
      "# Changelog\n\n## 0.2.0\n\n### Minor Changes\n\n- Circles are drawn,\n  and squares.\n\n" +
        "### Patch Changes\n\n- Blank images are read.\n\n## 0.1.0\n\n- The first.\n",
    );
    expect(JSON.parse(read("package.json")).version).toBe("0.2.0");
    const before = readFileSync("package-lock.json", "utf8").split("\n");
    const changed = read("package-lock.json")
      .split("\n")
      .filter((line, i) => line !== before[i]);
    expect(changed.map((line) => line.trim())).toEqual(['"version": "0.2.0",', '"version": "0.2.0",']);
    expect(read("src/version.ts")).toContain('version = "0.2.0";');
    expect(read("CITATION.cff")).toContain("\nversion: 0.2.0\n");
    expect(changesIn(folder)).toEqual([]);
  }, 120_000);

  it("is the one that has not been released yet, if there is one", () => {
    const before = read("package.json");
    write("CHANGELOG.md", "# Changelog\n\n## 0.1.0 (unreleased)\n\n- The first.\n\n## 0.0.9\n\n- Before.\n");
    change("one", "minor", "Circles are drawn.");
    nextVersion(folder);
    expect(read("CHANGELOG.md")).toBe(
      "# Changelog\n\n## 0.1.0\n\n- The first.\n- Circles are drawn.\n\n## 0.0.9\n\n- Before.\n",
    );
    expect(read("package.json")).toBe(before);
    expect(readdirSync(join(folder, ".changeset")).filter((name) => name.endsWith(".md"))).toEqual([]);
  });

  it("takes points to groups as a group of their own", () => {
    write("CHANGELOG.md", "# Changelog\n\n## 0.1.0 (unreleased)\n\n### Train\n\n- The first.\n");
    change("one", "minor", "Circles are drawn.");
    nextVersion(folder);
    expect(read("CHANGELOG.md")).toBe(
      "# Changelog\n\n## 0.1.0\n\n### Train\n\n- The first.\n\n### Also\n\n- Circles are drawn.\n",
    );
  });

  it("refuses a change that says nothing to a user", () => {
    write("CHANGELOG.md", "# Changelog\n\n## 0.1.0\n\n- The first.\n");
    write(".changeset/one.md", '---\n"siamese-simd": minor\n---\n');
    expect(() => nextVersion(folder)).toThrow("one.md: expected a bump");
  });
});

it("the changes that wait here can be made a version of", () => {
  expect(() => changesIn(".")).not.toThrow();
});
