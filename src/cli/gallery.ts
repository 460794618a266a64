import { existsSync } from "node:fs";
import { Command } from "commander";
import type { Gallery } from "../gallery/gallery.ts";
import { createGallery } from "../gallery/gallery.ts";
import { loadGallery, saveGallery } from "../gallery/gallery-file.ts";
import type { Network } from "../nn/network.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { writeDurably } from "../node/write/durable-write.ts";
import { refuse } from "../read/unreadable.ts";
import { folderNameOf, readImage } from "./drawings.ts";
import { findImages, PATHS_HELP } from "./image-source.ts";
import { loadModelNamed } from "./load-model.ts";
import { addCommonOptions, type CommonFlags, fraction } from "./options.ts";

interface GalleryFlags extends CommonFlags {
  symbols: string;
  model: string;
  reembed?: boolean;
}

interface TeachFlags extends GalleryFlags {
  name?: string;
  forget?: string;
}

interface ClassifyFlags extends GalleryFlags {
  folder?: string;
  falseAccept?: number;
}

async function readGallery(network: Network, flags: GalleryFlags, falseAccept?: number): Promise<Gallery> {
  const text = new TextDecoder().decode(await readBytes(flags.symbols));
  return loadGallery(network, text, flags.symbols, { reembed: flags.reembed, falseAccept });
}

/** Images with the names of the sub-folders that they lie in, or all with one name. */
async function* readNamed(gallery: Gallery, paths: readonly string[], quiet: boolean | undefined, all?: string) {
  for (const image of await findImages(paths, quiet)) {
    const name = all ?? folderNameOf(image);
    if (name === undefined) {
      refuse(image.file.source, "expected it in a sub-folder that bears the symbol's name; or give --name.");
    }
    yield { name, pixels: await readImage(gallery.network, image) };
  }
}

async function teach(paths: string[], flags: TeachFlags): Promise<void> {
  const { name, forget } = flags;
  if (paths.length === 0 && forget === undefined) {
    throw new TypeError("teach: expected images, in a sub-folder a symbol or with --name, or --forget.");
  }
  const network = await loadModelNamed(flags.model);
  const gallery = existsSync(flags.symbols) ? await readGallery(network, flags) : createGallery(network);
  if (forget !== undefined) gallery.remove(forget);
  if (paths.length > 0) {
    for await (const image of readNamed(gallery, paths, flags.quiet, name)) gallery.add(image.name, image.pixels);
  }
  await writeDurably(flags.symbols, new TextEncoder().encode(`${await saveGallery(gallery)}\n`));
  const symbols = gallery.symbols.map((symbol) => ({ name: symbol.name, examples: symbol.examples.length }));
  if (flags.json) console.log(JSON.stringify({ file: flags.symbols, symbols }));
  else for (const symbol of symbols) console.log(`${symbol.name}\t${symbol.examples}`);
}

/** How a gallery does on images whose names are known; of a symbol that it was not taught "none of these" is right. */
async function judgeFolder(gallery: Gallery, folder: string, flags: ClassifyFlags): Promise<void> {
  const taught = new Set(gallery.symbols.map(({ name }) => name));
  const count = { images: 0, found: 0, mistaken: 0, missed: 0, foreign: 0, refused: 0 };
  for await (const { name, pixels } of readNamed(gallery, [folder], flags.quiet)) {
    const answer = gallery.classify(pixels).name;
    if (taught.has(name)) {
      count.images++;
      count[answer === name ? "found" : answer === undefined ? "missed" : "mistaken"]++;
    } else {
      count.foreign++;
      if (answer === undefined) count.refused++;
    }
  }
  if (flags.json) {
    console.log(JSON.stringify(count));
    return;
  }
  const share = (part: number, of: number): string =>
    `${part} of ${of}${of > 0 ? ` (${((100 * part) / of).toFixed(1)} %)` : ""}`;
  console.log(
    `taught symbols: ${share(count.found, count.images)} found, ${count.missed} called none, ${count.mistaken} another`,
  );
  console.log(`other symbols:  ${share(count.refused, count.foreign)} called none`);
}

async function classify(images: string[], flags: ClassifyFlags): Promise<void> {
  if ((images.length === 0) === (flags.folder === undefined)) {
    throw new TypeError("classify: expected images, or --folder with images whose names are known.");
  }
  const gallery = await readGallery(await loadModelNamed(flags.model), flags, flags.falseAccept);
  if (flags.folder !== undefined) return judgeFolder(gallery, flags.folder, flags);
  const rows = [];
  for (const image of await findImages(images, flags.quiet)) {
    const { name, nearest, distance, odds } = gallery.classify(await readImage(gallery.network, image));
    rows.push({ image: image.name, name: name ?? null, nearest, distance, odds });
    if (flags.json) continue;
    const answer = name ?? `none of these (nearest: ${nearest})`;
    console.log(
      `${image.name}\t${answer}\t${distance.toFixed(3)}\t${odds >= 1 ? odds.toPrecision(3) : `1/${(1 / odds).toPrecision(3)}`}`,
    );
  }
  if (flags.json) console.log(JSON.stringify(rows));
}

const addGalleryOptions = (command: Command, symbolsFlag: string): Command =>
  addCommonOptions(
    command
      .requiredOption(symbolsFlag, "the taught symbols, a JSON file")
      .option("--model <file>", "model.safetensors of a run, or symbols, the start weights of this package", "symbols")
      .option("--reembed", "take symbols that were taught with another model, their drawings embedded anew"),
  );

export function teachCommand(): Command {
  const command = new Command("teach")
    .description("Teach symbols by a few images each. Adds to the file of symbols, or makes it if there is none.")
    .argument("[paths...]", `${PATHS_HELP}; a sub-folder a symbol, which bears its name`)
    .option("--name <symbol>", "what all the images show, wherever they lie")
    .option("--forget <symbol>", "forget a symbol");
  addGalleryOptions(command, "-o, --symbols <file>").addHelpText(
    "after",
    `
Examples:
  siamese-simd teach my-symbols -o symbols.json
  siamese-simd teach --name heart heart-1.png heart-2.png -o symbols.json`,
  );
  return command.action(teach);
}

export function classifyCommand(): Command {
  const command = new Command("classify")
    .description('Print, for each image, its symbol or "none of these", the distance, and the odds of it being taught.')
    .argument("[images...]", PATHS_HELP)
    .option("--folder <dir>", "count what is right instead: sub-folders of images bear the symbols' names")
    .option("--false-accept <share>", "the share of other symbols that may be taken for a taught one", fraction);
  addGalleryOptions(command, "--symbols <file>").addHelpText(
    "after",
    "\nExample:\n  siamese-simd classify drawing.png --symbols symbols.json --false-accept 0.05",
  );
  return command.action(classify);
}
