import { printable } from "../../message-text.ts";
import { type DataFile, readStart } from "../../read/data-file.ts";
import { MAX_DATA_FILES } from "../../read/limits.ts";
import { splitImages } from "../../read/read-files.ts";
import { SNIFF_BYTES, sniff } from "../../read/sniff.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
import { openDataPath } from "./data-files.ts";

/** An image file, and what it is called: the path that was given, and its own path within a folder or an archive. */
export interface NamedFile {
  readonly name: string;
  readonly file: DataFile;
}

export interface FoundImages {
  readonly images: NamedFile[];
  /** Files in folders and archives that are no images. */
  readonly others: number;
}

// By UTF-16 units: the same order in every language.
const byPath = (a: DataFile, b: DataFile): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** The files at a path, and what their names begin with; none for a file that was named itself. */
async function filesAt(path: string): Promise<{ files: DataFile[]; below?: string }> {
  const files = await openDataPath(path);
  const [file] = files;
  const isFile = files.length === 1 && file.source === printable(path);
  if (!isFile) return { files, below: path.endsWith("/") ? path : `${path}/` };
  if (sniff(await readStart(file, SNIFF_BYTES)) !== "zip") return { files };
  return { files: await filesOfZip(file), below: `${path}/` };
}

/**
 * The image files at paths: files themselves, and those in folders and ZIP archives, sorted by path within each.
 * @throws UnreadableFileError for a path with nothing, or too many files
 */
export async function findImageFiles(paths: Iterable<string>): Promise<FoundImages> {
  const images: NamedFile[] = [];
  let others = 0;
  for (const path of paths) {
    const { files, below } = await filesAt(path);
    if (below === undefined) images.push({ name: path, file: files[0] });
    else {
      const split = await splitImages(files);
      others += split.others.length;
      for (const file of split.images.sort(byPath)) images.push({ name: below + file.path, file });
    }
    if (images.length > MAX_DATA_FILES) refuse(path, `expected at most ${MAX_DATA_FILES} images in all, got more.`);
  }
  return { images, others };
}
