import { resolve } from "node:path";
import { Command } from "commander";
import { fingerprint } from "../formats/model.ts";
import { verdictOf } from "../metrics/calibration.ts";
import type { Network } from "../nn/network.ts";
import { readEmbeddingIndex } from "../node/read/embedding-index.ts";
import type { NamedFile } from "../node/read/image-files.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { isEmbeddingFile } from "../node/write/embedding-rows.ts";
import { refuse } from "../read/unreadable.ts";
import { createNearestScan, type NearestScan } from "../search/nearest.ts";
import { addSheetOption, openNamed, VERDICTS_HOLD, writeSheets } from "./contact-sheets.ts";
import { addImageOptions, embedImages, findImages, type ImageFlags, PATHS_HELP } from "./image-source.ts";
import { loadForEmbedding } from "./load-model.ts";
import { addCommonOptions, integer } from "./options.ts";

interface SearchFlags extends ImageFlags {
  model: string;
  in: string;
  k: number;
  sheet?: string[];
}

interface Neighbour {
  readonly image: string;
  readonly distance: number;
  /** By the calibration; by the threshold alone where there is none; null without either. */
  readonly verdict: "same" | "different" | "unsure" | null;
}

interface Found {
  readonly query: string;
  readonly neighbours: readonly Neighbour[];
}

function judge({ calibration, threshold }: Network, distance: number): Neighbour["verdict"] {
  if (calibration) return verdictOf(distance, calibration);
  if (Number.isNaN(threshold)) return null;
  return distance <= threshold ? "same" : "different";
}

/** Takes all embeddings of the place that is searched through the scan. @returns the images' names */
async function scanPlace(scan: NearestScan, network: Network, flags: SearchFlags): Promise<readonly string[]> {
  if (/\.npy$/i.test(flags.in)) {
    const { names, embeddings } = await readEmbeddingIndex(flags.in, network.dimension, await fingerprint(network));
    scan.add(embeddings);
    return names;
  }
  if (isEmbeddingFile(flags.in)) {
    refuse(flags.in, "search reads an index from an .npy file alone; run embed again with --out index.npy.");
  }
  const images = await findImages([flags.in], flags.quiet);
  const names: string[] = [];
  await embedImages(network, images, flags, ({ files, embeddings }) => {
    for (const { name } of files) names.push(name);
    scan.add(embeddings);
  });
  return names;
}

async function search(network: Network, queries: readonly NamedFile[], flags: SearchFlags): Promise<Found[]> {
  const read: { name: string; embedding: Float32Array }[] = [];
  const { dimension } = network;
  await embedImages(network, queries, { ...flags, quiet: true }, ({ files, embeddings }) => {
    for (const [i, { name }] of files.entries()) {
      read.push({ name, embedding: embeddings.subarray(i * dimension, (i + 1) * dimension) });
    }
  });
  const rows = new Float32Array(read.length * dimension);
  for (const [i, { embedding }] of read.entries()) rows.set(embedding, i * dimension);
  // One more: a query that lies in the place itself is not its own neighbour.
  const scan = await createNearestScan(rows, dimension, flags.k + 1);
  const names = await scanPlace(scan, network, flags);
  const { numbers, distances, k } = scan.result();
  return read.map(({ name: query }, q) => {
    const neighbours: Neighbour[] = [];
    for (let i = q * k; i < (q + 1) * k && neighbours.length < flags.k; i++) {
      const image = names[numbers[i]];
      if (resolve(image) === resolve(query)) continue;
      neighbours.push({ image, distance: distances[i], verdict: judge(network, distances[i]) });
    }
    return { query, neighbours };
  });
}

async function run(paths: string[], flags: SearchFlags): Promise<void> {
  const network = await loadForEmbedding(await readBytes(flags.model), flags.model);
  const queries = await findImages(paths, true);
  const found = await search(network, queries, flags);
  if (flags.json) {
    const { model, in: place, k } = flags;
    console.log(
      JSON.stringify({ model, in: place, k, threshold: network.threshold, verdictsHold: VERDICTS_HOLD, found }),
    );
  } else {
    for (const { query, neighbours } of found) {
      console.log(query);
      for (const { image, distance, verdict } of neighbours) {
        console.log(["", distance.toFixed(4), ...(verdict ? [verdict.padEnd(9)] : []), image].join("  "));
      }
    }
    if (!flags.quiet && found[0].neighbours[0]?.verdict) console.error(VERDICTS_HOLD);
  }
  if (!flags.sheet) return;
  const rows = [];
  for (const { query, neighbours } of found) {
    const tiles = [];
    for (const { image, distance, verdict } of neighbours) {
      const note = [distance.toFixed(3), verdict ?? ""].join(" ").trim();
      tiles.push({ file: await openNamed(image), name: image, note, verdict: verdict ?? undefined });
    }
    const own = { file: queries.find(({ name }) => name === query), name: query, note: "query" };
    rows.push({ title: query, tiles: [own, ...tiles] });
  }
  const about = [`The nearest of ${flags.in}, nearest first, with their distances.`, VERDICTS_HOLD];
  await writeSheets(flags.sheet, network, { title: "Search", about, rows }, flags.quiet);
}

export function searchCommand(): Command {
  const command = new Command("search")
    .description(
      "Print the images nearest to each query, by their names, with distance and verdict. The search is exact, and a few " +
        "images are in memory at a time.",
    )
    .argument("<queries...>", PATHS_HELP)
    .requiredOption("--model <file>", "model.safetensors of a run")
    .requiredOption(
      "--in <path>",
      "where to search: a folder, a ZIP archive, or an index, the .npy file that embed writes",
    )
    .option("-k <n>", "neighbours of each query", integer(1, 1000), 10);
  addCommonOptions(addSheetOption(addImageOptions(command)));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd search --model runs/icons/model.safetensors --in icons arrow.png --sheet nearest.html
  siamese-simd embed --model runs/icons/model.safetensors icons --out index.npy
  siamese-simd search --model runs/icons/model.safetensors --in index.npy -k 5 arrow.png axe.png`,
  );
  return command.action(run);
}
