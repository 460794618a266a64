import { Command } from "commander";
import { loadModel } from "../formats/model.ts";
import { readDigitPng } from "../node/png-image.ts";
import { readBytes } from "../node/read-bytes.ts";
import { addCommonOptions, type CommonFlags } from "./options.ts";

interface CompareFlags extends CommonFlags {
  model: string;
}

async function run(a: string, b: string, flags: CompareFlags): Promise<void> {
  const network = await loadModel(await readBytes(flags.model), flags.model);
  const { height, width } = network.architecture.input;
  const images: Uint8Array[] = [];
  for (const path of [a, b]) {
    const { pixels, note } = await readDigitPng(path, height, width);
    if (note && !flags.quiet) console.error(note);
    images.push(pixels);
  }
  const distance = network.distance(images[0], images[1]);
  const same = network.isSame(distance);
  if (flags.json) console.log(JSON.stringify({ a, b, distance, threshold: network.threshold, same: Number(same) }));
  else console.log(`${distance.toFixed(4)} ${same ? 1 : 0}`);
}

export function compareCommand(): Command {
  const command = new Command("compare")
    .description("Print the distance of two PNG images, and 1 if they show the same digit, 0 if not.")
    .argument("<a.png>", "white on black, as MNIST's digits are; another size is scaled, with a note")
    .argument("<b.png>")
    .requiredOption("--model <file>", "model.safetensors of a run");
  addCommonOptions(command);
  command.addHelpText(
    "after",
    "\nExample:\n  siamese-simd compare --model runs/first/model.safetensors three.png another-three.png",
  );
  return command.action(run);
}
