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
  gallery: string;
  model: string;
  reembed?: boolean;
}

interface TeachFlags extends GalleryFlags {
  folder?: string;
  forget?: string;
}

interface ClassifyFlags extends GalleryFlags {
  folder?: string;
  falseAccept?: number;
}

async function readGallery(network: Network, flags: GalleryFlags, falseAccept?: number): Promise<Gallery> {
  const text = new TextDecoder().decode(await readBytes(flags.gallery));
  return loadGallery(network, text, flags.gallery, { reembed: flags.reembed, falseAccept });
}

/** The images of a folder with the names of the sub-folders that they lie in. */
async function* readFolder(gallery: Gallery, folder: string, quiet: boolean | undefined) {
  for (const image of await findImages([folder], quiet)) {
    const name = folderNameOf(image);
    if (name === undefined) refuse(image.file.source, "expected it in a sub-folder that bears the symbol's name.");
    yield { name, pixels: await readImage(gallery.network, image) };
  }
}

async function teach(name: string | undefined, images: string[], flags: TeachFlags): Promise<void> {
  const { folder, forget } = flags;
  if (folder === undefined && forget === undefined && (name === undefined || images.length === 0)) {
    throw new TypeError("teach: expected a name and images of it, or --folder, or --forget.");
  }
  const network = await loadModelNamed(flags.model);
  const gallery = existsSync(flags.gallery) ? await readGallery(network, flags) : createGallery(network);
  if (forget !== undefined) gallery.remove(forget);
  if (folder !== undefined) {
    for await (const { name: symbol, pixels } of readFolder(gallery, folder, flags.quiet)) gallery.add(symbol, pixels);
  }
  if (name !== undefined) {
    for (const image of await findImages(images, flags.quiet))
      gallery.add(name, await readImage(gallery.network, image));
  }
  await writeDurably(flags.gallery, new TextEncoder().encode(`${await saveGallery(gallery)}\n`));
  const symbols = gallery.symbols.map((symbol) => ({ name: symbol.name, examples: symbol.examples.length }));
  if (flags.json) console.log(JSON.stringify({ gallery: flags.gallery, symbols }));
  else for (const symbol of symbols) console.log(`${symbol.name}\t${symbol.examples}`);
}

/** How a gallery does on images whose names are known; of a symbol that it was not taught "none of these" is right. */
async function judgeFolder(gallery: Gallery, folder: string, flags: ClassifyFlags): Promise<void> {
  const taught = new Set(gallery.symbols.map(({ name }) => name));
  const count = { images: 0, found: 0, mistaken: 0, missed: 0, foreign: 0, refused: 0 };
  for await (const { name, pixels } of readFolder(gallery, folder, flags.quiet)) {
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

const addGalleryOptions = (command: Command): Command =>
  addCommonOptions(
    command
      .requiredOption("--gallery <file>", "the gallery, a JSON file")
      .option("--model <file>", "model.safetensors of a run, or symbols, the start weights of this package", "symbols")
      .option("--reembed", "take a gallery that was taught with another model, its drawings embedded anew"),
  );

export function teachCommand(): Command {
  const command = new Command("teach")
    .description("Teach a gallery symbols by a few images each; makes the gallery if there is none.")
    .argument("[name]", "what the symbol is called")
    .argument("[images...]", PATHS_HELP)
    .option("--folder <dir>", "teach from one sub-folder of images a symbol; or a ZIP archive of them")
    .option("--forget <name>", "forget a symbol");
  addGalleryOptions(command).addHelpText(
    "after",
    "\nExample:\n  siamese-simd teach heart heart-1.png heart-2.png --gallery my-symbols.json",
  );
  return command.action(teach);
}

export function classifyCommand(): Command {
  const command = new Command("classify")
    .description('Print, for each image, its symbol or "none of these", the distance, and the odds of it being taught.')
    .argument("[images...]", PATHS_HELP)
    .option("--folder <dir>", "count what is right instead: sub-folders of images bear the symbols' names")
    .option("--false-accept <share>", "the share of other symbols that may be taken for a taught one", fraction);
  addGalleryOptions(command).addHelpText(
    "after",
    "\nExample:\n  siamese-simd classify drawing.png --gallery my-symbols.json --false-accept 0.05",
  );
  return command.action(classify);
}
