import { Command } from "commander";
import { onlyClasses, parseClasses } from "../data/classes.ts";
import type { Dataset } from "../data/dataset.ts";
import type { ImageForm } from "../data/preparation.ts";
import { measure } from "../evaluate/report.ts";
import { decodeSafetensors } from "../formats/safetensors.ts";
import { quote } from "../message-text.ts";
import { imageFormOf } from "../nn/image-form.ts";
import { MNIST } from "../node/read/default-dataset.ts";
import { type DataSources, loadTrainingData } from "../node/read/load-dataset.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { drawReport } from "../node/write/draw-report.ts";
import { loadForEmbedding, startEmbedding } from "./load-model.ts";
import { addCommonOptions, addDataOptions, type CommonFlags, type DataFlags, threadCount } from "./options.ts";
import { reportTables } from "./quality-table.ts";

interface EvaluateFlags extends DataFlags, CommonFlags {
  model: string;
  data?: string;
  classes?: string[];
  out?: string;
  threads: number;
}

/** Flags that say which images to train on. */
const TRAINING = ["images", "labels", "folder"] as const;
const TESTING = ["data", "test", "testFolder", "testImages", "testLabels"] as const;

/**
 * What to judge the network by. Images as they were given to training are split as there. Images that are only to be
 * judged are judged whole, each by the others: there are none to train on beside them.
 */
function sourcesOf({ data, test, ...flags }: EvaluateFlags, form: ImageForm, madeOf: string | undefined): DataSources {
  const { testImages: images, testLabels: labels, testFolder, ...others } = flags;
  const trained = TRAINING.some((key) => flags[key] !== undefined);
  if (trained) {
    if (data !== undefined) throw new RangeError("--data: images to judge by themselves, without those to train on.");
    return { ...flags, testPath: test, form };
  }
  const paths = [data, test, testFolder, images].filter((path) => path !== undefined);
  if (paths.length > 1) throw new RangeError("--data: expected one place of images to judge, got more.");
  if (TESTING.some((key) => ({ data, ...flags, test })[key] !== undefined)) {
    const { fraction = flags.testFraction, holdOut = 0 } = flags;
    return { ...others, path: data ?? test ?? testFolder, images, labels, fraction, holdOut, form };
  }
  if (madeOf !== undefined && madeOf !== MNIST) {
    const was = quote(madeOf);
    throw new RangeError(`This model was trained on ${was}: say which images to judge it by, with --data.`);
  }
  return madeOf === MNIST ? { ...flags, form } : flags;
}

async function run(flags: EvaluateFlags): Promise<void> {
  const { classes, out } = flags;
  const bytes = await readBytes(flags.model);
  const network = await loadForEmbedding(bytes, flags.model);
  const { metadata } = decodeSafetensors(bytes, flags.model);
  const data = await loadTrainingData(sourcesOf(flags, imageFormOf(network), metadata.data));
  if (!flags.quiet) for (const note of data.notes) console.error(note);
  const chosen = (set: Dataset) => (classes ? onlyClasses(set, classes) : set);
  const train = chosen(data.train);
  // Where the images are judged by each other, none is its own neighbour.
  const test = data.test === data.train ? train : chosen(data.test);
  if (test === train && !flags.quiet) {
    console.error(`${data.source}: ${test.count} images, each judged by the others`);
  }
  await startEmbedding(network, test.count + train.count, flags.threads);
  const measured = measure(network, test, train);
  const { report } = measured;
  if (flags.json) console.log(JSON.stringify({ model: flags.model, ...report }, null, 2));
  else for (const line of reportTables(report)) console.log(line);
  if (out === undefined) return;
  const files = await drawReport(out, network, measured);
  if (!flags.quiet) for (const file of files) console.error(`Wrote ${file}`);
}

export function evaluateCommand(): Command {
  const command = new Command("evaluate")
    .description(
      "Measure a trained network on images that it was not trained on: MNIST's, those held out from --images or --folder, or --data.",
    )
    .requiredOption("--model <file>", "model.safetensors of a run")
    .option(
      "--out <dir>",
      "draw ROC.png, distances.png and map.png there, replacing earlier ones (default: no pictures)",
    )
    .option(
      "--data <path>",
      "images to judge, whole: a folder, a ZIP, a CSV, IDX, NumPy or JSON file (default: MNIST's)",
    )
    .option("--classes <list>", "judge images of these classes alone, such as axe,brain or 0-7", (text) =>
      parseClasses(text),
    )
    .addOption(threadCount("embed"));
  addCommonOptions(addDataOptions(command, "images as train was given them, whose held-out part is judged"));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd evaluate --model runs/first/model.safetensors --test-fraction 1
  siamese-simd evaluate --model runs/icons/model.safetensors --data other-icons.zip
  siamese-simd evaluate --model runs/first/model.safetensors --classes 8,9 --out pictures`,
  );
  return command.action(run);
}
