import { once } from "node:events";
import { Command, Option } from "commander";
import { fingerprint } from "../formats/model.ts";
import { SHARD_FORMATS, type ShardFormat } from "../node/jobs/shard-writer.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import {
  createEmbeddingRows,
  csvHeader,
  csvRow,
  EMBEDDING_FILES,
  type EmbeddingRows,
  isEmbeddingFile,
  jsonRow,
} from "../node/write/embedding-rows.ts";
import { embedShards } from "./embed-shards.ts";
import { addImageOptions, embedImages, findImages, type ImageFlags, PATHS_HELP } from "./image-source.ts";
import { loadForEmbedding } from "./load-model.ts";
import { addNatsOptions, addSharedFolderOption, type NatsFlags } from "./nats-options.ts";
import { addCommonOptions, integer } from "./options.ts";

interface EmbedFlags extends ImageFlags, NatsFlags {
  model: string;
  out?: string;
  shards?: number;
  format?: ShardFormat;
}

/** Prints rows as CSV, or as one JSON list. */
function printedRows(dimension: number, asJson: boolean | undefined): EmbeddingRows {
  let printed = 0;
  // Waits for a slow reader, so that what is printed does not pile up in memory.
  const print = async (text: string) => {
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
  };
  const row = asJson
    ? (name: string, embedding: Float32Array) => `${printed === 0 ? "[" : ",\n"}${jsonRow(name, embedding)}`
    : (name: string, embedding: Float32Array) =>
        `${printed === 0 ? csvHeader(dimension) : ""}${csvRow(name, embedding)}`;
  return {
    async add(names, embeddings) {
      let text = "";
      for (const [i, name] of names.entries()) {
        text += row(name, embeddings.subarray(i * dimension, (i + 1) * dimension));
        printed++;
      }
      await print(text);
    },
    async finish() {
      if (asJson) await print("]\n");
      return [];
    },
    async discard() {},
  };
}

async function run(paths: string[], flags: EmbedFlags): Promise<void> {
  const { out, json, quiet, shards, format } = flags;
  if (shards !== undefined) {
    if (out === undefined) throw new RangeError("--shards needs --out: the folder for the shards.");
    return embedShards(paths, { ...flags, out, shards, format: format ?? "npy" });
  }
  if (format !== undefined)
    throw new RangeError("--format is the shards'; without --shards the name in --out says it.");
  if (out !== undefined && !isEmbeddingFile(out)) {
    throw new RangeError(`--out: expected a name ending in ${EMBEDDING_FILES.join(", ")}, or --shards.`);
  }
  const network = await loadForEmbedding(await readBytes(flags.model), flags.model);
  const { dimension } = network;
  const images = await findImages(paths, quiet);
  const print = await fingerprint(network);
  const rows =
    out === undefined
      ? printedRows(dimension, json)
      : await createEmbeddingRows(out, { dimension, fingerprint: print });
  try {
    const unreadable = await embedImages(network, images, flags, ({ files, embeddings }) =>
      rows.add(
        files.map(({ name }) => name),
        embeddings,
      ),
    );
    const files = await rows.finish();
    const count = images.length - unreadable.length;
    if (out === undefined) return;
    if (!quiet) console.error(`Wrote ${files.join(", ")}: ${count} embeddings of ${dimension} numbers`);
    if (json) console.log(JSON.stringify({ files, images: count, dimension, fingerprint: print, unreadable }));
  } catch (error) {
    await rows.discard();
    throw error;
  }
}

export function embedCommand(): Command {
  const command = new Command("embed")
    .description(
      "Write or print the embeddings of images, prepared as the training images were. Any number of images: a few are in " +
        "memory at a time.",
    )
    .argument("<images...>", PATHS_HELP)
    .requiredOption("--model <file>", "model.safetensors of a run")
    .option(
      "--out <file>",
      ".csv, .jsonl, .parquet, or .npy with the names in .names.json beside it (default: CSV on standard output, a JSON " +
        "list with --json); with --shards a folder",
    )
    .option(
      "--shards <n>",
      "write so many shards and their manifest into the folder --out; the same command goes on where it was stopped",
      integer(1, 1e7),
    )
    .addOption(new Option("--format <kind>", "what shards are (default: npy)").choices(SHARD_FORMATS));
  addCommonOptions(addImageOptions(addSharedFolderOption(addNatsOptions(command))));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd embed --model runs/first/model.safetensors *.png > embeddings.csv
  siamese-simd embed --model runs/first/model.safetensors photos icons.zip --out embeddings.parquet
  find photos -name '*.jpg' | siamese-simd embed --model runs/first/model.safetensors - --out index.npy
  siamese-simd embed --model runs/first/model.safetensors photos --shards 100 --out shards`,
  );
  return command.action(run);
}
