import { join } from "node:path";
import type { Json } from "../jobs/canonical-json.ts";
import type { Configuration } from "../jobs/sweep-grid.ts";
import { bestRun, byQuality, type SweptConfiguration, toCsv } from "../jobs/sweep-table.ts";
import { sweepChart } from "../node/pictures/sweep-chart.ts";
import { writeDurably } from "../node/write/durable-write.ts";
import { shellWord } from "./data-words.ts";

export interface SweepToWrite {
  readonly out: string;
  /** All configurations, as the grid has them. */
  readonly found: readonly SweptConfiguration[];
  /** Numbers of those that were trained to the end. */
  readonly whole: readonly number[];
  readonly configurations: readonly Configuration[];
  /** Words of a command line that say which images. */
  readonly words: readonly string[];
}

/** The command that trains a run again, to the same bits. */
function commandFor({ out, words }: SweepToWrite, { architecture, dimension }: Configuration, seed: number): string {
  return [
    "siamese-simd train",
    ...words,
    ...["--recipe", shellWord(join(out, "best-recipe.json"))],
    ...(architecture === null ? [] : ["--architecture", architecture]),
    ...(dimension === null ? [] : ["--dimension", String(dimension)]),
    ...["--seed", String(seed), "--out", shellWord(join(out, "best"))],
  ].join(" ");
}

/** Writes the tables, the chart, and the recipe of the best run. @throws OutputError */
export async function writeSweep(sweep: SweepToWrite) {
  const { out, found, whole, configurations } = sweep;
  const order = [...found.keys()].sort(
    (a, b) => Number(whole.includes(b)) - Number(whole.includes(a)) || byQuality(found[a], found[b]) || a - b,
  );
  const [first] = order;
  const { runs, ...about } = found[first];
  const best = { ...about, ...bestRun(found[first]) };
  const { recipe } = configurations[first];
  const command = commandFor(sweep, configurations[first], best.seed);
  const words = Object.entries(about.settings).map(([key, value]) => `${key} ${inWords(value)}`);
  const files = {
    "best-recipe.json": `${JSON.stringify(recipe, null, 2)}\n`,
    "sweep.csv": toCsv(found),
    "sweep.json": `${JSON.stringify({ best, command, configurations: found }, null, 2)}\n`,
  };
  const chart = await sweepChart(
    order.map((c) => ({ ...found[c], number: c + 1 })),
    words.join(", ") || recipe.name,
  );
  for (const [name, text] of Object.entries(files)) await writeDurably(join(out, name), new TextEncoder().encode(text));
  await writeDurably(join(out, "sweep.png"), chart);
  const names = [...Object.keys(files), "sweep.png"];
  return { out, best, command, configurations: found.length, files: names.map((name) => join(out, name)) };
}

const inWords = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
