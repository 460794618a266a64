import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { entries } from "../../scripts/entries.ts";
import { fixturePath } from "../support/fixtures.ts";

it("the code in docs/own-images.md runs as it stands", async () => {
  mkdirSync("build", { recursive: true });
  const folder = mkdtempSync("build/own-images-");
  try {
    const [, code] = /```js\n(.*?)```/s.exec(readFileSync("docs/own-images.md", "utf8")) ?? [];
    // The package's entries by their sources.
    const local = code.replace(/"siamese-simd(\/\w+)?"/g, (_, name = "") => {
      const entry = entries.find((each) => each.name === `.${name}`);
      return JSON.stringify(resolve(entry?.source ?? "none"));
    });
    writeFileSync(join(folder, "own.mjs"), local);
    copyFileSync(fixturePath("digits/digits.csv.gz"), join(folder, "digits.csv.gz"));
    const png = new PNG({ width: 20, height: 20 });
    for (let i = 0; i < 400; i++) png.data.set([i % 20 > 8 && i % 20 < 12 ? 250 : 0, 0, 0, 255], 4 * i);
    writeFileSync(join(folder, "a.png"), PNG.sync.write(png));
    copyFileSync("test/fixtures/images/420.jpg", join(folder, "b.jpg"));
    const tsx = resolve("node_modules/.bin/tsx");
    const { stdout } = await promisify(execFile)(tsx, ["own.mjs"], { cwd: folder });
    expect(stdout).toContain("values are taken as 0 to 16 and scaled to 0 to 255");
    expect(
      Number(
        stdout
          .trim()
          .split("\n")
          .find((line) => /^\d+\.\d+ \[/.test(line))
          ?.split(" ")[0],
      ),
    ).toBeGreaterThan(0);
    expect(stdout).toContain("'9'");
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
