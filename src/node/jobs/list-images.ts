import { type Stats, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import type { DataFile } from "../../read/data-file.ts";
import { readStart } from "../../read/data-file.ts";
import { isImage } from "../../read/read-files.ts";
import { SNIFF_BYTES, sniff } from "../../read/sniff.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
import { fileError, openDataFile } from "../read/data-files.ts";

/** An image file as it can be told to another thread or machine. */
export interface ImageRef {
  /** As `embed` calls it: the path that was given, and its own within a folder or an archive. */
  readonly name: string;
  readonly path: string;
  /** Its name within the ZIP archive at `path`. */
  readonly entry?: string;
}

const identityOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

/** Stats of a path in this project's words. */
function statusOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw fileError(error, path);
  }
}

// By UTF-16 units. A folder is sorted as if its name ended in "/", so that all come in the order of their whole paths.
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The most images of a folder that come at once. */
const MAX_RUN = 1000;

/** @param folder ends in "/" */
async function* listFolder(folder: string, above: readonly string[]): AsyncGenerator<readonly ImageRef[], void> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error) => {
    throw fileError(error, folder);
  });
  const names: string[] = [];
  for (const each of found) {
    // Hidden files are the system's own.
    if (each.name.startsWith(".")) continue;
    const isFolder = each.isSymbolicLink() ? statusOf(folder + each.name).isDirectory() : each.isDirectory();
    names.push(isFolder ? `${each.name}/` : each.name);
  }
  let run: ImageRef[] = [];
  for (const name of names.sort(byName)) {
    const path = folder + name;
    if (name.endsWith("/")) {
      const own = identityOf(statusOf(path));
      if (above.includes(own)) refuse(path, "expected a folder, got a link to one that it lies in.");
      yield run;
      run = [];
      yield* listFolder(path, [...above, own]);
    } else if (/\.(png|jpe?g)$/i.test(name) || (await isImage(await openDataFile(path)))) {
      run.push({ name: path, path });
    }
    if (run.length < MAX_RUN) continue;
    yield run;
    run = [];
  }
  yield run;
}

async function listArchive(archive: DataFile, path: string): Promise<ImageRef[]> {
  const files = await filesOfZip(archive);
  const images: ImageRef[] = [];
  for (const file of files.sort((a, b) => byName(a.path, b.path))) {
    if (await isImage(file)) images.push({ name: `${path}/${file.path}`, path, entry: file.path });
  }
  return images;
}

/**
 * The image files at paths, as `findImageFiles` finds them and in its order, but some at a time: there may be millions.
 * @throws UnreadableFileError for a path with nothing
 */
export async function* listImages(paths: Iterable<string>): AsyncGenerator<readonly ImageRef[], void> {
  for (const path of paths) {
    const status = statusOf(path);
    if (status.isDirectory()) {
      yield* listFolder(path.endsWith("/") ? path : `${path}/`, [identityOf(status)]);
      continue;
    }
    const file = await openDataFile(path);
    if (sniff(await readStart(file, SNIFF_BYTES)) === "zip") yield await listArchive(file, path);
    else yield [{ name: path, path }];
  }
}
