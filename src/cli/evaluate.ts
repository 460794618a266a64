import { Command } from "commander";
import { loadModel } from "../formats/model.ts";
import { loadTrainingData } from "../node/load-dataset.ts";
import { readBytes } from "../node/read-bytes.ts";
import { classifyByNearest, EVALUATION_PAIRS, evaluate } from "../train/evaluate.ts";
import { addCommonOptions, addDataOptions, type CommonFlags, type DataFlags } from "./options.ts";
import { qualityTable } from "./quality-table.ts";

interface EvaluateFlags extends DataFlags, CommonFlags {
  model: string;
}

async function run(flags: EvaluateFlags): Promise<void> {
  const network = await loadModel(await readBytes(flags.model), flags.model);
  const data = await loadTrainingData(flags);
  if (!flags.quiet) for (const note of data.notes) console.error(note);
  const nearestNeighbour = classifyByNearest(network, data.test, data.train);
  const quality = { ...evaluate(network, data.test), nearestNeighbour };
  if (flags.json) {
    console.log(
      JSON.stringify({ model: flags.model, images: data.test.count, pairs: EVALUATION_PAIRS, ...quality }, null, 2),
    );
    return;
  }
  console.log(
    `${data.test.count} held-out images, ${EVALUATION_PAIRS.toLocaleString("en")} pairs; nearest of ${data.train.count} training images`,
  );
  for (const line of qualityTable(quality)) console.log(line);
}

export function evaluateCommand(): Command {
  const command = new Command("evaluate")
    .description("Measure a trained network on held-out images.")
    .requiredOption("--model <file>", "model.safetensors of a run");
  addCommonOptions(addDataOptions(command));
  command.addHelpText(
    "after",
    "\nExample:\n  siamese-simd evaluate --model runs/first/model.safetensors --test-fraction 1",
  );
  return command.action(run);
}
