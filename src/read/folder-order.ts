import { type DataFile, fileName } from "./data-file.ts";

/** An image file and the number of its class. */
export interface LabelledFile {
  readonly file: DataFile;
  readonly label: number;
}

export interface FolderOrder {
  /** The class numbered i is `classNames[i]`. */
  readonly classNames: readonly string[];
  readonly files: readonly LabelledFile[];
  /** Files beside the folders of the classes: they belong to none, and are left out. */
  readonly strays: readonly DataFile[];
}

// By UTF-16 units: the same order in every language.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const folderOf = ({ path }: DataFile): string => path.slice(0, path.lastIndexOf("/") + 1);

/** Splits off the files of folders that all other folders with images lie in. */
function splitStrays(files: readonly DataFile[]): { kept: readonly DataFile[]; strays: DataFile[] } {
  const strays: DataFile[] = [];
  let kept = files;
  for (;;) {
    const folders = [...new Set(kept.map(folderOf))].sort((a, b) => a.length - b.length);
    const [outer, ...others] = folders;
    if (others.length === 0 || !others.every((folder) => folder.startsWith(outer))) return { kept, strays };
    strays.push(...kept.filter((file) => folderOf(file) === outer));
    kept = kept.filter((file) => folderOf(file) !== outer);
  }
}

/** The folders, with a "/" at its end, that all of some folders lie in; they say nothing of a class. */
function sharedFolders(folders: readonly string[]): string {
  let shared = folders[0] ?? "";
  for (const folder of folders) {
    while (!folder.startsWith(shared)) shared = shared.slice(0, shared.slice(0, -1).lastIndexOf("/") + 1);
  }
  return shared;
}

/**
 * The class of each image file, and the order of them all: by their paths alone, so the same wherever they come from.
 *
 * A class is a folder that holds images, named by its path below the folders that all images share. Where no folder
 * tells the images apart, a class is the part of a file's name before the first `-`, `_` or `.`. Classes are sorted by
 * name, and files by path within their class. Images of different classes take turns, the first of every class before
 * the second of any, so that a first part holds all classes.
 *
 * @param known names of classes, such as those of the training images: a single folder of that name is a class too
 */
export function orderByClass(files: readonly DataFile[], known: readonly string[] = []): FolderOrder {
  const { kept, strays } = splitStrays(files);
  let shared = sharedFolders(kept.map(folderOf));
  const lastFolder = shared.slice(0, -1).split("/").at(-1) ?? "";
  if (known.includes(lastFolder)) shared = shared.slice(0, shared.length - lastFolder.length - 1);
  const isFlat = kept.every((file) => folderOf(file) === shared);
  const classOf = (file: DataFile): string =>
    isFlat ? fileName(file).split(/[-_.]/)[0] : folderOf(file).slice(shared.length, -1);
  const classNames = [...new Set(kept.map(classOf))].sort(compare);
  const labels = new Map(classNames.map((name, label) => [name, label]));
  const turns = new Uint32Array(classNames.length);
  const ordered = [...kept]
    .sort((a, b) => compare(a.path, b.path))
    .map((file) => {
      const label = labels.get(classOf(file)) ?? 0;
      return { file, label, turn: turns[label]++ };
    })
    .sort((a, b) => a.turn - b.turn || a.label - b.label);
  return { classNames, files: ordered.map(({ file, label }) => ({ file, label })), strays };
}
