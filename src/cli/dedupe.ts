import { Command, InvalidArgumentError } from "commander";
import { euclideanDistance } from "../distance.ts";
import type { Network } from "../nn/network.ts";
import type { NamedFile } from "../node/read/image-files.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { createNearestIndex } from "../search/nearest.ts";
import { addSheetOption, VERDICTS_HOLD, writeSheets } from "./contact-sheets.ts";
import { addImageOptions, embedImages, findImages, type ImageFlags, PATHS_HELP } from "./image-source.ts";
import { loadForEmbedding } from "./load-model.ts";
import { addCommonOptions } from "./options.ts";

interface DedupeFlags extends ImageFlags {
  model: string;
  threshold?: number;
  falseAcceptRate?: number;
  sheet?: string[];
}

interface Limit {
  readonly threshold: number;
  /** Of different pairs, such as those of the training; null if it is not known. */
  readonly rate: number | null;
}

/** Up to which distance images are taken for duplicates. */
function limitOf({ calibration }: Network, { model, threshold, falseAcceptRate }: DedupeFlags): Limit {
  if (threshold !== undefined) {
    if (falseAcceptRate !== undefined) throw new RangeError("Expected --threshold or --false-accept-rate, got both.");
    return { threshold, rate: null };
  }
  const points = calibration?.falseAccept ?? [];
  const least = points.at(-1);
  if (!least) {
    throw new RangeError(`${model}: its calibration has no false-accept rates; give --threshold, or train it again.`);
  }
  const found = falseAcceptRate === undefined ? least : points.find(({ rate }) => rate <= falseAcceptRate);
  if (found) return { threshold: found.distance, rate: found.rate };
  throw new RangeError(
    `--false-accept-rate: the least that this model's calibration knows is ${least.rate}, got ${falseAcceptRate}.`,
  );
}

interface Duplicate {
  readonly file: NamedFile;
  /** From the first of its group. */
  readonly distance: number;
}

async function findGroups(network: Network, flags: DedupeFlags, files: readonly NamedFile[], threshold: number) {
  const { dimension } = network;
  const read: NamedFile[] = [];
  const rows = new Float32Array(files.length * dimension);
  const index = await createNearestIndex(dimension);
  const unreadable = await embedImages(network, files, flags, (part) => {
    rows.set(part.embeddings, read.length * dimension);
    for (const file of part.files) read.push(file);
    index.add(part.embeddings);
  });
  const groups = index.groups(threshold).map((group) =>
    group.map(
      (number): Duplicate => ({
        file: read[number],
        distance: euclideanDistance(rows, group[0] * dimension, rows, number * dimension, dimension),
      }),
    ),
  );
  return { groups, count: read.length, unreadable };
}

async function run(paths: string[], flags: DedupeFlags): Promise<void> {
  const network = await loadForEmbedding(await readBytes(flags.model), flags.model);
  const { threshold, rate } = limitOf(network, flags);
  const files = await findImages(paths, flags.quiet);
  const { groups, count, unreadable } = await findGroups(network, flags, files, threshold);
  const pairs = (count * (count - 1)) / 2;
  const byChance = rate === null ? null : rate * pairs;
  const limit = `Images at most ${threshold.toFixed(4)} apart, directly or over others of their group`;
  const chance =
    byChance === null || rate === null
      ? []
      : [
          `A false-accept rate of ${rate} lets up to ${Math.ceil(byChance).toLocaleString("en")} of the ` +
            `${pairs.toLocaleString("en")} pairs through by chance.`,
        ];
  if (flags.json) {
    const named = groups.map((group) => group.map(({ file, distance }) => ({ image: file.name, distance })));
    const said = { threshold, falseAcceptRate: rate, expectedByChance: byChance, verdictsHold: VERDICTS_HOLD };
    console.log(JSON.stringify({ model: flags.model, images: count, pairs, ...said, groups: named, unreadable }));
  } else {
    for (const [i, group] of groups.entries()) {
      console.log(`group ${i + 1}: ${group.length} images`);
      for (const { file, distance } of group) console.log(`  ${distance.toFixed(4)}  ${file.name}`);
    }
  }
  if (!flags.quiet) {
    console.error(`${groups.length === 1 ? "1 group" : `${groups.length} groups`} among ${count} images. ${limit}.`);
    for (const line of [...chance, VERDICTS_HOLD]) console.error(line);
  }
  if (!flags.sheet) return;
  const rowsOfSheet = groups.map((group, i) => ({
    title: `Group ${i + 1}: ${group.length} images`,
    tiles: group.map(({ file, distance }) => ({ file, name: file.name, note: distance.toFixed(3) })),
  }));
  const about = [`${limit}; the distances are from the first.`, ...chance, VERDICTS_HOLD];
  await writeSheets(flags.sheet, network, { title: "Duplicates", about, rows: rowsOfSheet }, flags.quiet);
}

function parseNumber(what: string, isRight: (value: number) => boolean) {
  return (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!isRight(value)) throw new InvalidArgumentError(`Expected ${what}.`);
    return value;
  };
}

export function dedupeCommand(): Command {
  const command = new Command("dedupe")
    .description(
      "Print groups of images that show the same thing. Deletes nothing. A group is a chain: each of its images is near to " +
        "another of it, and the first and the last may be far apart; the distances are from the first.",
    )
    .argument("<images...>", PATHS_HELP)
    .requiredOption("--model <file>", "model.safetensors of a run")
    .option(
      "--threshold <distance>",
      "distance up to which two images are the same",
      parseNumber("a distance of at least 0", (value) => value >= 0 && value < Infinity),
    )
    .option(
      "--false-accept-rate <share>",
      "the same by the share of different pairs that it may let through, 0 to 1, by the model's calibration (default: the " +
        "least that it knows, such as 0.0001)",
      parseNumber("a share above 0, at most 1", (value) => value > 0 && value <= 1),
    );
  addCommonOptions(addSheetOption(addImageOptions(command)));
  command.addHelpText(
    "after",
    `
Examples:
  siamese-simd dedupe --model runs/icons/model.safetensors icons --sheet duplicates.html
  siamese-simd dedupe --model runs/icons/model.safetensors icons more.zip --false-accept-rate 0.0001 --json`,
  );
  return command.action(run);
}
