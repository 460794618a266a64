import { Command } from "commander";
import { onlyClasses, parseClasses } from "../data/classes.ts";
import { measure } from "../evaluate/report.ts";
import { loadModel } from "../formats/model.ts";
import { loadTrainingData } from "../node/read/load-dataset.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { drawReport } from "../node/write/draw-report.ts";
import { addCommonOptions, addDataOptions, type CommonFlags, type DataFlags } from "./options.ts";
import { reportTables } from "./quality-table.ts";

interface EvaluateFlags extends DataFlags, CommonFlags {
  model: string;
  classes?: number[];
  out?: string;
}

async function run(flags: EvaluateFlags): Promise<void> {
  const { classes, out } = flags;
  const network = await loadModel(await readBytes(flags.model), flags.model);
  const data = await loadTrainingData(flags);
  if (!flags.quiet) for (const note of data.notes) console.error(note);
  const [test, train] = [data.test, data.train].map((set) => (classes ? onlyClasses(set, classes) : set));
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
    .description("Measure a trained network on held-out images.")
    .requiredOption("--model <file>", "model.safetensors of a run")
    .option(
      "--out <dir>",
      "draw ROC.png, distances.png and map.png there, replacing earlier ones (default: no pictures)",
    )
    .option("--classes <list>", "judge images of these classes alone, such as 8,9 or 0-7", (text) =>
      parseClasses(text),
    );
  addCommonOptions(addDataOptions(command));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd evaluate --model runs/first/model.safetensors --test-fraction 1
  siamese-simd evaluate --model runs/first/model.safetensors --classes 8,9 --out pictures`,
  );
  return command.action(run);
}
