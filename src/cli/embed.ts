import { Command } from "commander";
import { loadModel } from "../formats/model.ts";
import { imageFormOf } from "../nn/image-form.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { readImageAt } from "../node/read/read-image.ts";
import { addCommonOptions, type CommonFlags } from "./options.ts";

interface EmbedFlags extends CommonFlags {
  model: string;
}

const csvField = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function run(paths: string[], flags: EmbedFlags): Promise<void> {
  const network = await loadModel(await readBytes(flags.model), flags.model);
  const form = imageFormOf(network);
  const rows: { image: string; embedding: number[] }[] = [];
  for (const path of paths) {
    const { pixels, note } = await readImageAt(path, form);
    if (note && !flags.quiet) console.error(note);
    rows.push({ image: path, embedding: [...network.embed(pixels)] });
  }
  if (flags.json) {
    console.log(JSON.stringify(rows));
    return;
  }
  console.log(["image", ...rows[0].embedding.map((_, i) => `e${i}`)].join());
  for (const { image, embedding } of rows) console.log([csvField(image), ...embedding].join());
}

export function embedCommand(): Command {
  const command = new Command("embed")
    .description("Print the embeddings of images, as CSV or (--json) as JSON.")
    .argument("<images...>", "PNG or JPEG files, prepared as the training images were")
    .requiredOption("--model <file>", "model.safetensors of a run");
  addCommonOptions(command);
  command.addHelpText(
    "after",
    "\nExample:\n  siamese-simd embed --model runs/first/model.safetensors *.png > embeddings.csv",
  );
  return command.action(run);
}
