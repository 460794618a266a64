import { resolve } from "node:path";
import { Command } from "commander";
import { fingerprint } from "../formats/model.ts";
import { verdictOf } from "../metrics/calibration.ts";
import type { Network } from "../nn/network.ts";
import type { NamedFile } from "../node/read/image-files.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { findShards, openShards, type ShardPath } from "../node/read/shards.ts";
import { findInShards, type NamedNeighbours } from "../node/scan/shard-neighbours.ts";
import { isEmbeddingFile } from "../node/write/embedding-rows.ts";
import { refuse } from "../read/unreadable.ts";
import { createNearestScan } from "../search/nearest.ts";
import { addSheetOption, openNamed, VERDICTS_HOLD, writeSheets } from "./contact-sheets.ts";
import { createCountProgress } from "./count-progress.ts";
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

/** The nearest of an index's embeddings, which are streamed from its files. */
async function searchShards(
  paths: readonly ShardPath[],
  queries: Queries,
  flags: SearchFlags,
): Promise<NamedNeighbours> {
  const { dimension, embeddings, k } = queries;
  const shards = await openShards(paths, dimension, queries.fingerprint);
  const count = shards.reduce((sum, { rows }) => sum + rows, 0);
  if (count === 0) refuse(flags.in, "expected embeddings, got none.");
  const progress = createCountProgress(count, flags.quiet, "embeddings");
  try {
    const { threads } = flags;
    return await findInShards({ shards, queries: embeddings, dimension, k, threads, onRows: progress.add });
  } finally {
    progress.stop();
  }
}

/** The nearest of a folder's or an archive's images, which are embedded as they are read. */
async function searchImages(network: Network, queries: Queries, flags: SearchFlags): Promise<NamedNeighbours> {
  const scan = await createNearestScan(queries.embeddings, queries.dimension, queries.k);
  const images = await findImages([flags.in], flags.quiet);
  const names: string[] = [];
  await embedImages(network, images, flags, ({ files, embeddings }) => {
    for (const { name } of files) names.push(name);
    scan.add(embeddings);
  });
  const { numbers, distances, k } = scan.result();
  return { k, names: Array.from(numbers, (number) => names[number]), distances };
}

interface Queries {
  readonly names: readonly string[];
  readonly dimension: number;
  /** (names, dimension) */
  readonly embeddings: Float32Array;
  /** Neighbours to look for. */
  readonly k: number;
  /** Of the network that embedded them. */
  readonly fingerprint: string;
}

async function embedQueries(network: Network, images: readonly NamedFile[], flags: SearchFlags): Promise<Queries> {
  const { dimension } = network;
  const names: string[] = [];
  const embeddings = new Float32Array(images.length * dimension);
  await embedImages(network, images, { ...flags, quiet: true }, ({ files, embeddings: part }) => {
    embeddings.set(part, names.length * dimension);
    for (const { name } of files) names.push(name);
  });
  return {
    names,
    dimension,
    embeddings: embeddings.subarray(0, names.length * dimension),
    // One more: a query that lies in the place itself is not its own neighbour.
    k: flags.k + 1,
    fingerprint: await fingerprint(network),
  };
}

async function search(network: Network, images: readonly NamedFile[], flags: SearchFlags): Promise<Found[]> {
  if (isEmbeddingFile(flags.in) && !/\.npy$/i.test(flags.in)) {
    refuse(flags.in, "search reads an index from an .npy file alone; run embed again with --out index.npy.");
  }
  const queries = await embedQueries(network, images, flags);
  const shards = await findShards(flags.in);
  const nearest = shards ? await searchShards(shards, queries, flags) : await searchImages(network, queries, flags);
  const { k, names, distances } = nearest;
  return queries.names.map((query, q) => {
    const neighbours: Neighbour[] = [];
    for (let i = q * k; i < (q + 1) * k && neighbours.length < flags.k; i++) {
      if (resolve(names[i]) === resolve(query)) continue;
      neighbours.push({ image: names[i], distance: distances[i], verdict: judge(network, distances[i]) });
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
      "where to search: a folder or a ZIP archive of images; or an index that need not fit in memory, an .npy file " +
        "or a folder of them, as embed writes",
    )
    .option("-k <n>", "neighbours of each query", integer(1, 1000), 10);
  addCommonOptions(addSheetOption(addImageOptions(command, "embed and search")));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd search --model runs/icons/model.safetensors --in icons arrow.png --sheet nearest.html
  siamese-simd embed --model runs/icons/model.safetensors icons --out index.npy
  siamese-simd search --model runs/icons/model.safetensors --in index.npy -k 5 arrow.png axe.png
  siamese-simd search --model runs/icons/model.safetensors --in folder-of-npy-files --threads 4 arrow.png`,
  );
  return command.action(run);
}
