import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import { UnreadableFileError } from "../errors.ts";
import { exportHub } from "../formats/hub.ts";
import { fingerprint, loadModel } from "../formats/model.ts";
import type { ModelResults } from "../formats/model-card.ts";
import { exportNpy } from "../formats/npy-weights.ts";
import { exportOnnx } from "../formats/onnx.ts";
import { decodeSafetensors } from "../formats/safetensors.ts";
import type { Network } from "../nn/network.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { writeDurably } from "../node/write/durable-write.ts";
import { makeFolder } from "../node/write/make-folder.ts";
import type { RunSummary } from "../node/write/run-results.ts";
import { parseJson } from "../parse-json.ts";
import { addCommonOptions, type CommonFlags } from "./options.ts";

interface ExportFlags extends CommonFlags {
  model: string;
  to: "onnx" | "hub" | "npy";
  out: string;
  summary?: string;
  name?: string;
  license?: string;
}

const isShare = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= 1;

/** The results in a run's summary.json. @throws UnreadableFileError if it is of another network, or holds none */
export function parseResults(text: string, print: string, source: string): ModelResults {
  const summary = parseJson(text) as Partial<RunSummary> | null | undefined;
  const { accuracy, auc, equalErrorRate, nearestNeighbour } = summary?.heldOut ?? {};
  if (accuracy === undefined || auc === undefined || equalErrorRate === undefined || nearestNeighbour === undefined) {
    throw new UnreadableFileError(`${source}: expected the summary.json of a run, with what was measured.`);
  }
  if (![accuracy, auc, equalErrorRate, nearestNeighbour].every(isShare)) {
    throw new UnreadableFileError(`${source}: expected shares from 0 to 1 as results.`);
  }
  if (summary?.fingerprint !== print) {
    throw new UnreadableFileError(`${source}: is of a run with other weights than the model's; give its own summary.`);
  }
  const data = summary.configuration?.data;
  return {
    accuracy,
    auc,
    equalErrorRate,
    nearestNeighbour,
    data: typeof data === "string" && data !== "" ? data : "unnamed images",
  };
}

/** Results from the file that was named, or from summary.json beside the model if there is one of the same weights. */
async function findResults(flags: ExportFlags, print: string): Promise<ModelResults | undefined> {
  const path = flags.summary ?? join(dirname(flags.model), "summary.json");
  try {
    return parseResults(new TextDecoder().decode(await readBytes(path)), print, path);
  } catch (error) {
    if (flags.summary !== undefined || !(error instanceof UnreadableFileError)) throw error;
    return undefined;
  }
}

async function makeFiles(network: Network, flags: ExportFlags, kept: Record<string, string>, print: string) {
  const { to, out, name, license } = flags;
  if (to === "onnx") return new Map([[out, await exportOnnx(network, kept)]]);
  let files = exportNpy(network);
  if (to === "hub") {
    const results = await findResults(flags, print);
    if (!results && !flags.quiet) console.error("No summary.json of this network beside it: the card gives no results");
    const words = { ...(name === undefined ? {} : { name }), ...(license === undefined ? {} : { license }) };
    files = await exportHub(network, { metadata: kept, ...words, ...(results ? { results } : {}) });
  }
  return new Map([...files].map(([path, bytes]) => [join(out, path), bytes]));
}

async function run(flags: ExportFlags): Promise<void> {
  const bytes = await readBytes(flags.model);
  const network = await loadModel(bytes, flags.model);
  const { format: _, ...kept } = decodeSafetensors(bytes, flags.model).metadata;
  const print = await fingerprint(network);
  const files = await makeFiles(network, flags, kept, print);
  for (const [path, content] of files) {
    await makeFolder(dirname(path));
    await writeDurably(path, content);
    if (!flags.quiet && !flags.json) console.error(`Wrote ${path}`);
  }
  if (flags.json) console.log(JSON.stringify({ model: flags.model, fingerprint: print, files: [...files.keys()] }));
}

export function exportCommand(): Command {
  const command = new Command("export")
    .description(
      "Write a network for other tools: an ONNX file; a folder for the Hugging Face Hub, with the network in PyTorch; " +
        "or its weights as .npy files, one a tensor. They take images as bytes: scaling and cropping are inside.",
    )
    .requiredOption("--model <file>", "model.safetensors of a run")
    .addOption(new Option("--to <kind>", "what to write").choices(["onnx", "hub", "npy"]).makeOptionMandatory())
    .requiredOption(
      "--out <path>",
      "the ONNX file; or the folder, made if need be; files of the same names are replaced",
    )
    .option("--summary <file>", "results for the Hub's card (default: summary.json beside the model, if it is its own)")
    .option("--name <name>", "the model's name in the Hub's card")
    .option("--license <id>", "the license in the Hub's card (default: mit)");
  addCommonOptions(command);
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd export --model runs/first/model.safetensors --to onnx --out model.onnx
  siamese-simd export --model runs/first/model.safetensors --to hub --out my-model --name my-model`,
  );
  return command.action(run);
}
