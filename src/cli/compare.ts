import { Command } from "commander";
import { loadModel } from "../formats/model.ts";
import { type Calibration, type Verdict, verdictOf } from "../metrics/calibration.ts";
import { imageFormOf } from "../nn/image-form.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { readImageAt } from "../node/read/read-image.ts";
import { addCommonOptions, type CommonFlags } from "./options.ts";

interface CompareFlags extends CommonFlags {
  model: string;
}

/** The verdict with the odds it was calibrated to, in words. */
function explain(verdict: Verdict, { sameBelow, differentAbove, odds }: Calibration): string {
  const { same, different } = odds[verdict];
  const near = sameBelow?.toFixed(4) ?? "0";
  const far = differentAbove?.toFixed(4);
  const where = {
    same: `up to ${near}`,
    different: `from ${far} on`,
    unsure: far === undefined ? `beyond ${near}` : `between ${near} and ${far}`,
  }[verdict];
  const pairs = `${(same + different).toLocaleString("en")} calibration pairs, of classes like the training's, with a distance ${where}`;
  const [count, what] = verdict === "same" ? [different, "different"] : [same, "the same"];
  return `${verdict}: of ${pairs}, ${count.toLocaleString("en")} were ${what}`;
}

async function run(a: string, b: string, flags: CompareFlags): Promise<void> {
  const network = await loadModel(await readBytes(flags.model), flags.model);
  const form = imageFormOf(network);
  const images: Uint8Array[] = [];
  for (const path of [a, b]) {
    const { pixels, note } = await readImageAt(path, form);
    if (note && !flags.quiet) console.error(note);
    images.push(pixels);
  }
  const distance = network.distance(images[0], images[1]);
  const same = Number(network.isSame(distance));
  const { threshold, calibration } = network;
  const verdict = calibration && verdictOf(distance, calibration);
  if (flags.json) {
    const sureness = verdict && { verdict, odds: calibration.odds[verdict], confidence: calibration.confidence };
    console.log(JSON.stringify({ a, b, distance, threshold, same, ...sureness }));
    return;
  }
  console.log(`${distance.toFixed(4)} ${same}`);
  if (flags.quiet) return;
  console.error(
    verdict ? explain(verdict, calibration) : `${flags.model}: holds no calibration, so how sure this is, is not known`,
  );
}

export function compareCommand(): Command {
  const command = new Command("compare")
    .description(
      "Print the distance of two images, and 1 if they show the same thing, 0 if not. Standard error gets how " +
        "sure that is: same, different or unsure, with the odds.",
    )
    .argument("<a>", "a PNG or JPEG file, prepared as the training images were; another size is scaled, with a note")
    .argument("<b>", "the other")
    .requiredOption("--model <file>", "model.safetensors of a run");
  addCommonOptions(command);
  command.addHelpText(
    "after",
    "\nExample:\n  siamese-simd compare --model runs/first/model.safetensors three.png another-three.png",
  );
  return command.action(run);
}
