import { type Command, InvalidArgumentError } from "commander";
import { UnreadableFileError } from "../errors.ts";
import type { Network } from "../nn/network.ts";
import {
  type ContactSheet,
  contactSheetHtml,
  contactSheetPng,
  type SheetTile,
} from "../node/pictures/contact-sheet.ts";
import { findImageFiles, type NamedFile } from "../node/read/image-files.ts";
import { writeDurably } from "../node/write/durable-write.ts";
import { readImageFile } from "../read/image-folder.ts";

/** Said wherever a verdict is. */
export const VERDICTS_HOLD =
  "How often this is right was measured on classes like those of the training; for others it is not known.";

function parseSheet(path: string, before: readonly string[] = []): string[] {
  if (!/\.(png|html)$/i.test(path)) throw new InvalidArgumentError("Expected a name ending in .png or .html.");
  return [...before, path];
}

export const addSheetOption = (command: Command): Command =>
  command.option(
    "--sheet <file>",
    "draw a contact sheet: .png, or .html with the pictures in it; may be given twice",
    parseSheet,
  );

/** The most rows and tiles that a sheet shows. */
const SHEET_ROWS = { png: 40, html: 500 } as const;
const SHEET_TILES = 40;

type Tile = Omit<SheetTile, "image"> & { readonly file: NamedFile | undefined };

/** What a sheet is to show: as `ContactSheet`, but files in the place of images. */
export interface SheetPlan extends Pick<ContactSheet, "title" | "about"> {
  readonly rows: readonly { readonly title: string; readonly tiles: readonly Tile[] }[];
}

/** An image by its name alone, if there is still one. */
export async function openNamed(name: string): Promise<NamedFile | undefined> {
  const [archive] = /^.*?\.zip(?=\/)/i.exec(name) ?? [];
  try {
    const { images } = await findImageFiles([name]);
    return images[0];
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
  }
  return archive === undefined ? undefined : (await openArchive(archive)).get(name);
}

let opened: { path: string; files: Map<string, NamedFile> } | undefined;

async function openArchive(path: string): Promise<Map<string, NamedFile>> {
  if (opened?.path !== path) {
    const { images } = await findImageFiles([path]).catch(() => ({ images: [] as NamedFile[] }));
    opened = { path, files: new Map(images.map((image) => [image.name, image])) };
  }
  return opened.files;
}

/** What all names of a plan begin with, up to a "/". */
function sharedFolder({ rows }: SheetPlan): string {
  const names = rows.flatMap(({ tiles }) => tiles.map(({ name }) => name));
  let shared = names[0].slice(0, names[0].lastIndexOf("/") + 1);
  for (const name of names) {
    while (!name.startsWith(shared)) shared = shared.slice(0, shared.slice(0, -1).lastIndexOf("/") + 1);
  }
  return shared;
}

async function readTile({ file, ...whole }: Tile, folder: string): Promise<SheetTile> {
  const tile = { ...whole, name: whole.name.slice(folder.length) };
  try {
    return { ...tile, image: file && (await readImageFile(file.file)) };
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    return { ...tile, image: undefined };
  }
}

/** Draws a plan to the files that were asked for. */
export async function writeSheets(
  paths: readonly string[],
  { preparation }: Network,
  plan: SheetPlan,
  quiet: boolean | undefined,
): Promise<void> {
  if (plan.rows.length === 0) return;
  const folder = sharedFolder(plan);
  for (const path of paths) {
    const isPng = /\.png$/i.test(path);
    const most = SHEET_ROWS[isPng ? "png" : "html"];
    const rows = [];
    for (const { title, tiles } of plan.rows.slice(0, most)) {
      const shown = [];
      for (const tile of tiles.slice(0, SHEET_TILES)) shown.push(await readTile(tile, folder));
      const more = tiles.length > SHEET_TILES ? `, the first ${SHEET_TILES} of ${tiles.length}` : "";
      rows.push({ title: title + more, tiles: shown });
    }
    const left = plan.rows.length > most ? [`The first ${most} of ${plan.rows.length} rows.`] : [];
    const { title, about } = plan;
    const sheet = { title, about: [...about, ...left], background: preparation?.background ?? "auto", rows } as const;
    await writeDurably(path, await (isPng ? contactSheetPng(sheet) : contactSheetHtml(sheet)));
    if (!quiet) console.error(`Wrote ${path}`);
  }
}
