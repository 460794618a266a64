import { existsSync } from "node:fs";
import { Command } from "commander";
import { type ImageForm, prepareImage } from "../data/preparation.ts";
import type { Gallery } from "../gallery/gallery.ts";
import { createGallery } from "../gallery/gallery.ts";
import { loadGallery, saveGallery } from "../gallery/gallery-file.ts";
import { imageFormOf } from "../nn/image-form.ts";
import type { Network } from "../nn/network.ts";
import type { NamedFile } from "../node/read/image-files.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { writeDurably } from "../node/write/durable-write.ts";
import { readImageFile } from "../read/image-folder.ts";
import { refuse } from "../read/unreadable.ts";
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
  falseAccept?: number;
}

async function readGallery(network: Network, flags: GalleryFlags, falseAccept?: number): Promise<Gallery> {
  const text = new TextDecoder().decode(await readBytes(flags.gallery));
  return loadGallery(network, text, flags.gallery, { reembed: flags.reembed, falseAccept });
}

const readImage = async ({ file }: NamedFile, form: ImageForm): Promise<Uint8Array> =>
  prepareImage(await readImageFile(file), form);

/** Teaches images by the names of the sub-folders that they lie in. */
async function addFolder(gallery: Gallery, folder: string, quiet: boolean | undefined): Promise<void> {
  const form = imageFormOf(gallery.network);
  for (const image of await findImages([folder], quiet)) {
    const [name, inner] = image.file.path.split("/");
    if (inner === undefined) refuse(image.file.source, "expected it in a sub-folder that bears the symbol's name.");
    gallery.add(name, await readImage(image, form));
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
  if (folder !== undefined) await addFolder(gallery, folder, flags.quiet);
  if (name !== undefined) {
    const form = imageFormOf(network);
    for (const image of await findImages(images, flags.quiet)) gallery.add(name, await readImage(image, form));
  }
  await writeDurably(flags.gallery, new TextEncoder().encode(`${await saveGallery(gallery)}\n`));
  const symbols = gallery.symbols.map((symbol) => ({ name: symbol.name, examples: symbol.examples.length }));
  if (flags.json) console.log(JSON.stringify({ gallery: flags.gallery, symbols }));
  else for (const symbol of symbols) console.log(`${symbol.name}\t${symbol.examples}`);
}

async function classify(images: string[], flags: ClassifyFlags): Promise<void> {
  const network = await loadModelNamed(flags.model);
  const gallery = await readGallery(network, flags, flags.falseAccept);
  const rows = [];
  const form = imageFormOf(network);
  for (const image of await findImages(images, flags.quiet)) {
    const { name, nearest, distance, odds } = gallery.classify(await readImage(image, form));
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
    .argument("[images...]", `white on black: ${PATHS_HELP}`)
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
    .argument("<images...>", `white on black: ${PATHS_HELP}`)
    .option("--false-accept <share>", "the share of other symbols that may be taken for a taught one", fraction);
  addGalleryOptions(command).addHelpText(
    "after",
    "\nExample:\n  siamese-simd classify drawing.png --gallery my-symbols.json --false-accept 0.05",
  );
  return command.action(classify);
}
