import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { publishedRows } from "../../src/cli/published-rows.ts";
import { golden } from "../golden/recipes.ts";
import { TemporaryFolder } from "../node/temporary-folder.ts";
import { runCommand } from "../support/command-line.ts";

const temporary = new TemporaryFolder();
afterAll(() => temporary.remove());

const [, table] = /## Results[^\n]*\n\n(.*?)\n\n/s.exec(readFileSync("docs/quality.md", "utf8")) ?? [];
const published = table
  .split("\n")
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()));

it("the rows are those of docs/quality.md, with their fingerprints", () => {
  expect(published.map((cells) => [cells[3], cells[9]])).toEqual(
    publishedRows.map(({ seed, fingerprint }) => [String(seed), `\`${fingerprint.slice(0, 12)}\``]),
  );
  for (const recipe of ["best", "quick", "notebook"] as const) {
    const [first] = publishedRows.filter((row) => row.recipe === recipe);
    expect(first.fingerprint).toBe(golden[recipe].whole);
  }
});

it("trains a row again, to the published bits and figures, and keeps what came of it", async () => {
  const out = join(temporary.path, "results");
  const { code, stdout } = await runCommand("reproduce", "--rows", "quick-2", "--out", out, "--quiet");
  expect(stdout).toContain("1 of 1 rows hold to the bit");
  expect(code).toBe(0);
  const result = JSON.parse(readFileSync(join(out, "quick-2.json"), "utf8"));
  expect(result).toMatchObject({ row: "quick-2", same: true, seed: 2, trainingImages: 6000, epochs: 10 });
  const { accuracy, auc, equalErrorRate, nearestNeighbour } = result.heldOut;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const figures = [percent(accuracy), auc.toFixed(5).slice(1), percent(equalErrorRate), percent(nearestNeighbour)];
  expect(figures).toEqual(published[4].slice(4, 8));
});

it("names the nearest row where there is none of that name", async () => {
  const { code, stderr } = await runCommand("reproduce", "--rows", "quik-2");
  expect(code).toBe(2);
  expect(stderr).toContain('There is no row "quik-2"; did you mean quick-2?');
});
