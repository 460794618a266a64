import { Command } from "commander";
import { readEmbeddedShards } from "../node/jobs/embedded-shards.ts";
import { JobFolder } from "../node/jobs/job-folder.ts";
import { createEmbeddingRows, EMBEDDING_FILES, isEmbeddingFile } from "../node/write/embedding-rows.ts";
import { refuse } from "../read/unreadable.ts";
import { createCountProgress } from "./count-progress.ts";
import { addCommonOptions, type CommonFlags } from "./options.ts";

interface MergeFlags extends CommonFlags {
  out: string;
}

async function run(path: string, { out, json, quiet }: MergeFlags): Promise<void> {
  if (!isEmbeddingFile(out)) throw new RangeError(`--out: expected a name ending in ${EMBEDDING_FILES.join(", ")}.`);
  const folder = await JobFolder.open(path);
  const { kind, details, jobs: shards } = folder.plan;
  const { dimension, fingerprint } = details;
  if (kind !== "embed" || typeof dimension !== "number" || typeof fingerprint !== "string") {
    refuse(path, "expected the folder of embed --shards.");
  }
  const rows = await createEmbeddingRows(out, { dimension, fingerprint });
  const progress = createCountProgress(shards, quiet, "shards");
  let images = 0;
  try {
    for await (const { names, embeddings } of readEmbeddedShards(folder)) {
      await rows.add(names, embeddings);
      images += names.length;
      progress.add(1);
    }
    const files = await rows.finish();
    progress.stop();
    if (!quiet) console.error(`Wrote ${files.join(", ")}: ${images} embeddings of ${dimension} numbers`);
    if (json) console.log(JSON.stringify({ files, images, dimension, fingerprint, shards }));
  } catch (error) {
    await rows.discard();
    throw error;
  } finally {
    progress.stop();
    await folder.close();
  }
}

export function mergeCommand(): Command {
  const command = new Command("merge")
    .description("Merge the shards of embed --shards into one file, the bytes that embed writes of all images at once.")
    .argument("<dir>", "the folder of embed --shards, all of its shards done")
    .requiredOption("--out <file>", ".csv, .jsonl, .parquet, or .npy with the names in .names.json beside it");
  addCommonOptions(command);
  command.addHelpText("after", "\nExample:\n  siamese-simd merge shards --out embeddings.parquet");
  return command.action(run);
}
