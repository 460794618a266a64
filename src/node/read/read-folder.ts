import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, type Dataset } from "../../data/dataset.ts";
import { UnreadableFileError } from "../../errors.ts";
import { readDigitPng } from "./png-image.ts";
import { fileError } from "./read-bytes.ts";

/** Labels are bytes. */
const MAX_CLASSES = 256;

export interface FolderDataset {
  readonly dataset: Dataset;
  /** Names of the sub-folders; the class numbered i is `classNames[i]`. */
  readonly classNames: readonly string[];
  readonly notes: readonly string[];
}

/** Names in a folder but hidden ones, in the order of their UTF-16 units: the same in every language. */
async function list(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new UnreadableFileError(`${path}: no such folder.`);
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") {
      throw new UnreadableFileError(`${path}: expected a folder, got a file.`);
    }
    throw fileError(error, path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(error, path);
  }
}

/**
 * Reads a folder with one sub-folder of PNG files a class, sorted by name and numbered from 0. Hidden files, and files
 * beside the sub-folders, are left out.
 *
 * The images take turns, the first of every class before the second of any, so that a first part holds all classes.
 *
 * @throws UnreadableFileError if there is no sub-folder or more than 256, one is empty, or a file is not a PNG
 */
export async function readFolderDataset(dir: string, size: { height: number; width: number }): Promise<FolderDataset> {
  const { height, width } = size;
  const classNames: string[] = [];
  for (const name of await list(dir)) if (await isFolder(join(dir, name))) classNames.push(name);
  if (classNames.length === 0 || classNames.length > MAX_CLASSES) {
    throw new UnreadableFileError(
      `${dir}: expected 1 to ${MAX_CLASSES} sub-folders, one a class, got ${classNames.length || "none"}.`,
    );
  }
  const files: { path: string; label: number; turn: number }[] = [];
  for (const [label, name] of classNames.entries()) {
    const folder = join(dir, name);
    const names = await list(folder);
    if (names.length === 0) throw new UnreadableFileError(`${folder}: expected PNG files, got an empty folder.`);
    for (const [turn, file] of names.entries()) files.push({ path: join(folder, file), label, turn });
  }
  files.sort((a, b) => a.turn - b.turn || a.label - b.label);
  const images = new Uint8Array(files.length * height * width);
  let scaled = 0;
  for (const [i, { path }] of files.entries()) {
    const { pixels, note } = await readDigitPng(path, height, width);
    images.set(pixels, i * height * width);
    if (note) scaled++;
  }
  const notes = [`${dir}: classes ${classNames.map((name, label) => `${label} = ${name}`).join(", ")}`];
  if (scaled > 0) notes.push(`${dir}: ${scaled} of ${files.length} images scaled to ${height}x${width}`);
  const labels = Uint8Array.from(files, ({ label }) => label);
  return { dataset: createDataset(images, labels, height, width, { classNames }), classNames, notes };
}
