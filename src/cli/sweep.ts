import { join } from "node:path";
import { Command } from "commander";
import { parseClasses } from "../data/classes.ts";
import { sha256 } from "../formats/hash.ts";
import { canonicalJson, type Json } from "../jobs/canonical-json.ts";
import { hashJob, jobBase, type TrainJob } from "../jobs/job.ts";
import { packData } from "../jobs/packed-data.ts";
import type { JobQueue } from "../jobs/queue.ts";
import type { PlannedTask } from "../jobs/run-jobs.ts";
import { type Configuration, type Grid, parseGrid } from "../jobs/sweep-grid.ts";
import { byQuality, type SweptConfiguration, sumUp } from "../jobs/sweep-table.ts";
import { decodeTrainedRun } from "../jobs/trained-run.ts";
import { JobFolder } from "../node/jobs/job-folder.ts";
import { ThreadQueue } from "../node/jobs/thread-queue.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { refuse } from "../read/unreadable.ts";
import { defaultRecipe } from "../run/recipes.ts";
import { givenWords, shellWord } from "./data-words.ts";
import { addNatsOptions, DEFAULT_COMPARE, type NatsFlags, openNatsQueue } from "./nats-options.ts";
import {
  addCommonOptions,
  addDataOptions,
  addFormOptions,
  type CommonFlags,
  type DataFlags,
  type FormFlags,
  threadCount,
} from "./options.ts";
import { runInFolder } from "./run-in-folder.ts";
import { readSweepData } from "./sweep-data.ts";
import { writeSweep } from "./sweep-results.ts";

interface SweepFlags extends DataFlags, FormFlags, CommonFlags, Omit<NatsFlags, "folder"> {
  init?: string;
  classes?: string[];
  pairs?: string;
  grid: string;
  out: string;
  threads: number;
  halving?: boolean;
}

/** Shares of the epochs after which the worse half is left; then comes the whole. */
const RUNGS = [1 / 8, 1 / 4, 1 / 2];

interface Sweep {
  readonly flags: SweepFlags;
  readonly queue: JobQueue;
  /** Where two workers disagree, this process finds out who is right. */
  readonly judge: ThreadQueue;
  /** sha256 of the images, and of the weights to start with, which the queue has. */
  readonly data: string;
  readonly init: string | null;
  readonly seeds: Grid["seeds"];
}

/** Trains every configuration with every seed for a share of its epochs. @returns undefined if it was stopped */
async function runAll(
  { flags, queue, judge, data, init, seeds }: Sweep,
  configurations: readonly Configuration[],
  share: number,
  path: string,
): Promise<SweptConfiguration[] | undefined> {
  const jobs = configurations.flatMap(({ recipe, architecture, dimension }) =>
    seeds.map((seed): TrainJob => {
      const until = Math.max(1, Math.floor(recipe.epochs * share));
      return { ...jobBase, kind: "train", data, recipe, architecture, dimension, init, seed, until };
    }),
  );
  const hashes = await Promise.all(jobs.map(hashJob));
  async function* tasks(): AsyncGenerator<PlannedTask, void> {
    for (const [number, job] of jobs.entries()) yield { number, job, hash: hashes[number], input: null };
  }
  const runs = await sha256(new TextEncoder().encode(canonicalJson(hashes)));
  const details = { data, runs };
  const folder = await JobFolder.create(path, { kind: "train", jobs: jobs.length, details }, (reason) =>
    console.error(`${reason} It is done again.`),
  );
  try {
    const summary = await runInFolder({
      ...{ folder, queue, tasks, what: "runs", quiet: flags.quiet },
      compare: flags.nats === undefined ? 0 : (flags.compare ?? DEFAULT_COMPARE),
      judge: (task) => judge.submit(task),
    });
    if (!summary) return undefined;
    const swept: SweptConfiguration[] = [];
    for (const [c, configuration] of configurations.entries()) {
      const made = [];
      for (const [s, seed] of seeds.entries()) {
        const number = c * seeds.length + s;
        const result = await folder.results.read(hashes[number]);
        if (!result) refuse(path, `the result of run ${number} is gone; the same command makes it again.`);
        made.push({ seed, ...decodeTrainedRun(result.body, `run ${number}`) });
      }
      swept.push(sumUp(configuration, made));
    }
    return swept;
  } finally {
    await folder.close();
  }
}

/** Those that go on: the better half, in the order of the grid. */
function betterHalf(swept: readonly SweptConfiguration[]): readonly number[] {
  const order = [...swept.keys()].sort((a, b) => byQuality(swept[a], swept[b]) || a - b);
  return order.slice(0, Math.ceil(order.length / 2)).sort((a, b) => a - b);
}

/**
 * Runs a sweep.
 * @returns every configuration by the longest that it was trained, as the grid has them; undefined if it was stopped
 */
async function sweepAll(sweep: Sweep, configurations: readonly Configuration[]) {
  const { out, halving } = sweep.flags;
  const found: SweptConfiguration[] = [];
  let left: readonly number[] = [...configurations.keys()];
  for (const share of halving ? RUNGS : []) {
    if (left.length === 1) break;
    const path = join(out, `first-${share * 1000}-thousandths`);
    const swept = await runAll(
      sweep,
      left.map((c) => configurations[c]),
      share,
      path,
    );
    if (!swept) return undefined;
    for (const [i, c] of left.entries()) found[c] = swept[i];
    left = betterHalf(swept).map((i) => left[i]);
  }
  const swept = await runAll(
    sweep,
    left.map((c) => configurations[c]),
    1,
    out,
  );
  if (!swept) return undefined;
  for (const [i, c] of left.entries()) found[c] = swept[i];
  return { found, whole: left };
}

async function run(path: string | undefined, { test, ...flags }: SweepFlags, command: Command): Promise<void> {
  const { grid: file, out, threads, json, quiet } = flags;
  const text = new TextDecoder().decode(await readBytes(file));
  const ofPairs = flags.pairs === undefined ? undefined : "notebook";
  // A grid that is wrong is refused before any image is read.
  const first = parseGrid(text, ofPairs ?? "best", file);
  const { notes, init: initBytes, ...images } = await readSweepData({ ...flags, path, testPath: test }, first);
  if (!quiet) for (const note of notes) console.error(note);
  const { configurations, seeds } = parseGrid(text, ofPairs ?? defaultRecipe(images.dataset), file);
  const bytes = packData(images);
  const data = await sha256(bytes);
  const init = initBytes ? await sha256(initBytes) : null;
  const queue =
    flags.nats === undefined ? new ThreadQueue(threads) : await openNatsQueue(flags.nats, flags.ackWait, out);
  const judge = new ThreadQueue(1);
  try {
    for (const each of [judge, queue]) {
      await each.provide(data, bytes);
      if (initBytes && init !== null) await each.provide(init, initBytes);
    }
    const done = await sweepAll({ flags, queue, judge, data, init, seeds }, configurations);
    if (!done) return;
    const dataWords = givenWords(command, ({ long }) => !OWN.includes(long ?? ""));
    const words = [...(path === undefined ? [] : [shellWord(path)]), ...dataWords];
    const result = await writeSweep({ out, ...done, configurations, words });
    if (json) console.log(JSON.stringify(result));
    else if (!quiet) {
      const { best, command: again } = result;
      const mean = `${(best.mean.accuracy * 100).toFixed(2)} %`;
      console.log(`Best of ${configurations.length} configurations: ${canonicalJson(best.settings as Json)}`);
      console.log(`Held-out pair accuracy ${mean} over ${seeds.length} seeds; the best run ${best.fingerprint}`);
      console.log(`Again: ${again}`);
      console.error(`Wrote ${result.files.join(", ")}`);
    }
  } finally {
    await queue.close();
    await judge.close();
  }
}

/** The flags that say nothing of the images. */
const OWN: readonly string[] = [
  ...["--grid", "--out", "--threads", "--halving", "--nats", "--compare", "--ack-wait"],
  ...["--json", "--quiet", "--no-color"],
];

export function sweepCommand(): Command {
  const command = new Command("sweep")
    .description(
      "Train every combination of a grid with every seed, and write a table of their held-out figures. Stopped at any " +
        "moment, the same command does the rest.",
    )
    .argument("[path]", "images with their classes, as for train (default: MNIST's digits)")
    .requiredOption(
      "--grid <file>",
      'JSON: values or lists of recipe, architecture, dimension, epochs, batch, lr, margin and seed, such as {"lr": [0.001, 0.002], ' +
        '"seed": [1, 2, 3]}',
    )
    .requiredOption("--out <dir>", "folder of the results: sweep.csv, sweep.json, sweep.png, best-recipe.json")
    .option("--classes <list>", "train on these classes only, such as axe,brain or 0-7", (text: string) =>
      parseClasses(text),
    )
    .option("--pairs <file>", "train on these pairs in this order: CSV of left,right,same (image numbers from 0)")
    .option(
      "--init <file>",
      "start with the weights and layers of a model.safetensors, or symbols, those of this package (default: drawn by the seed)",
    )
    .option(
      "--halving",
      "stop the worse half after an eighth, a quarter and half of the epochs; the others start again",
    )
    .addOption(threadCount("train"));
  addCommonOptions(addNatsOptions(addFormOptions(addDataOptions(command))));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd sweep --grid grid.json --out sweeps/digits
  siamese-simd sweep my-icons --grid grid.json --out sweeps/icons --halving`,
  );
  return command.action(run);
}
