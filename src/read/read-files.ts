import type { Dataset } from "../data/dataset.ts";
import { listNames } from "../message-text.ts";
import { type DataFile, fileName, readStart } from "./data-file.ts";
import { readImageFiles } from "./image-folder.ts";
import { readJsonList } from "./json-list.ts";
import { MAX_DATA_FILES } from "./limits.ts";
import { readNpzTables } from "./numpy-tables.ts";
import { checkReadOptions, likeOf, type PartOptions } from "./read-options.ts";
import { withClassesOf } from "./same-classes.ts";
import { type FileFormat, isImageFormat, isReadable, refuseFormat, SNIFF_BYTES, sniff } from "./sniff.ts";
import { joinTables, readTable } from "./tables.ts";
import { refuse } from "./unreadable.ts";
import type { ValueRange } from "./value-range.ts";
import { filesOfZip } from "./zip-files.ts";

/** What some files hold: images to train on, and those that they themselves set apart for testing. */
export interface FilesRead {
  readonly train: Dataset;
  readonly heldOut?: Dataset;
  /** What a table's values were taken to run from and to. */
  readonly range?: ValueRange;
  /** What was found out about the files, a line each. */
  readonly notes: readonly string[];
}

const IMAGE_NAME = /\.(png|jpe?g)$/i;
const TABLE_NAME = /\.(csv|tsv|txt)(\.gz)?$/i;
const TRAIN_FOLDER = /^(train|training)$/i;
const TEST_FOLDER = /^(test|testing|val|valid|validation|eval)$/i;
/** Not "latest". */
const TEST_FILE = /(^|[^a-z])(test|t10k|valid)/i;

/** Files that systems and archivers leave in folders. */
const isHidden = ({ path }: DataFile): boolean => path.split("/").some((part) => /^(\.|__MACOSX$)/.test(part));

function leftOut(files: readonly DataFile[], source: string, why: string): string[] {
  if (files.length === 0) return [];
  const count = files.length === 1 ? "1 file" : `${files.length} files`;
  return [`${source}: ${count} left out, ${why}: ${listNames(files.map(fileName), 3)}`];
}

const formatOf = async (file: DataFile) => sniff(await readStart(file, SNIFF_BYTES));

/** The folders below those that all files share, into a part to train on and one to test on, if they are so named. */
function splitByFolder(files: readonly DataFile[]) {
  const paths = files.map(({ path }) => path.split("/"));
  let depth = 0;
  while (paths.every((parts) => depth < parts.length - 1 && parts[depth] === paths[0][depth])) depth++;
  const parts: Record<"train" | "test" | "rest", DataFile[]> = { train: [], test: [], rest: [] };
  for (const [i, file] of files.entries()) {
    const folder = paths[i].length > depth + 1 ? paths[i][depth] : "";
    parts[TRAIN_FOLDER.test(folder) ? "train" : TEST_FOLDER.test(folder) ? "test" : "rest"].push(file);
  }
  return parts.train.length > 0 && parts.test.length > 0 ? parts : { train: files, test: [], rest: [] };
}

async function readImages(files: readonly DataFile[], source: string, options: PartOptions): Promise<FilesRead> {
  const { train, test, rest } = options.like ? { train: files, test: [], rest: [] } : splitByFolder(files);
  const { dataset, notes } = await readImageFiles(train, source, options);
  if (test.length === 0) return { train: dataset, notes };
  const testSource = `${source}, test part`;
  const held = await readImageFiles(test, testSource, { ...options, like: likeOf(dataset) });
  return {
    train: dataset,
    heldOut: withClassesOf(dataset, held.dataset, testSource, source),
    notes: [...notes, ...held.notes, ...leftOut(rest, source, "in no folder to train or to test on")],
  };
}

export interface FoundFile {
  readonly file: DataFile;
  readonly format: FileFormat | undefined;
}

async function readTables(found: readonly FoundFile[], source: string, options: PartOptions): Promise<FilesRead> {
  const tests = found.filter(({ file }) => TEST_FILE.test(fileName(file)));
  const isSplit = tests.length > 0 && tests.length < found.length && !options.like;
  const read = async (part: readonly FoundFile[], like = options.like) => {
    const tables = [];
    for (const { file, format = "text" } of part) tables.push(await readTable(file, format, options));
    return joinTables(tables, { ...options, like });
  };
  const train = await read(isSplit ? found.filter((each) => !tests.includes(each)) : found);
  const { range } = train;
  if (!isSplit) return { train: train.dataset, range, notes: train.notes };
  const heldOut = await read(tests, likeOf(train.dataset, range));
  return {
    train: train.dataset,
    range,
    heldOut: withClassesOf(train.dataset, heldOut.dataset, `${source}, test part`, source),
    notes: [...train.notes, ...heldOut.notes],
  };
}

async function readNpz(file: DataFile, options: PartOptions): Promise<FilesRead> {
  const parts = await readNpzTables(file, options);
  // Of a file to test on, the part for testing.
  const train = joinTables(options.like && parts.heldOut ? parts.heldOut : parts.train, options);
  const { range } = train;
  if (!parts.heldOut || options.like) return { train: train.dataset, range, notes: train.notes };
  const heldOut = joinTables(parts.heldOut, { ...options, like: likeOf(train.dataset, range) });
  return {
    train: train.dataset,
    range,
    heldOut: withClassesOf(train.dataset, heldOut.dataset, `${file.source}, test part`, file.source),
    notes: [...train.notes, ...heldOut.notes],
  };
}

async function readJson(file: DataFile, options: PartOptions): Promise<FilesRead> {
  const list = await readJsonList(file, options);
  if ("files" in list) {
    const { dataset, notes } = await readImageFiles(list.files, file.source, options);
    return { train: dataset, notes };
  }
  const { dataset, range, notes } = joinTables(list.tables, options);
  return { train: dataset, range, notes };
}

function refuseOther({ file, format }: FoundFile, expected: string): never {
  const { source, size } = file;
  if (size === 0) refuse(source, "the file is empty.");
  if (format !== undefined && !isReadable(format)) refuseFormat(format, source);
  return refuse(source, `${expected}, got ${format === undefined ? "other data" : `a ${format} file`}.`);
}

/** Fails with what a file is, where it is no table. */
function checkTable({ file, format }: FoundFile): FileFormat {
  if (format === "idx" || format === "npy" || format === "text") return format;
  return refuseOther({ file, format }, "expected a table (CSV, IDX or .npy)");
}

/**
 * Reads images and their labels from a table each: CSV, IDX or .npy, gzipped or not.
 * @throws UnreadableFileError naming the file and what is wrong with it
 */
export async function readImagesAndLabels(
  images: DataFile,
  labels: DataFile,
  options: PartOptions = {},
): Promise<FilesRead> {
  checkReadOptions(options);
  const tables = [];
  for (const [file, role] of [
    [images, "images"],
    [labels, "labels"],
  ] as const) {
    const format = checkTable({ file, format: await formatOf(file) });
    tables.push(await readTable(file, format, options, role));
  }
  const { dataset, range, notes } = joinTables(tables, options);
  return { train: dataset, range, notes };
}

const EXPECTED = "expected images (PNG, JPEG), a ZIP of them, or a table of them (CSV, IDX, .npy, .npz, JSON)";

/** One file that is no image: an archive or a table. */
async function readSingle({ file, format }: FoundFile, options: PartOptions, isInZip: boolean): Promise<FilesRead> {
  const { source } = file;
  // An archive can hold itself.
  if (format === "zip" && isInZip) refuse(source, "expected images or a table in a ZIP archive, got another archive.");
  if (format === "zip") return readAll(await filesOfZip(file), source, options, true);
  if (format === "npz") return readNpz(file, options);
  if (format === "json") return readJson(file, options);
  if (format === "idx" || format === "npy" || format === "text") return readTables([{ file, format }], source, options);
  return refuseOther({ file, format }, EXPECTED);
}

/** The format of an image file, by its name or its first bytes; undefined, or another format, for others. */
const imageFormatOf = async (file: DataFile): Promise<FileFormat | undefined> =>
  IMAGE_NAME.test(file.path) ? "png" : formatOf(file);

/** Whether a file of a folder or an archive is an image: see `splitImages`. */
export async function isImage(file: DataFile): Promise<boolean> {
  if (isHidden(file)) return false;
  const format = await imageFormatOf(file);
  return format !== undefined && isImageFormat(format);
}

/** Image files and others, by their names or first bytes; what systems and archivers leave in folders is in neither. */
export async function splitImages(files: readonly DataFile[]): Promise<{ images: DataFile[]; others: FoundFile[] }> {
  const images: DataFile[] = [];
  const others: FoundFile[] = [];
  for (const file of files.length === 1 ? files : files.filter((each) => !isHidden(each))) {
    const format = await imageFormatOf(file);
    if (format !== undefined && isImageFormat(format)) images.push(file);
    else others.push({ file, format });
  }
  return { images, others };
}

async function readAll(
  files: readonly DataFile[],
  source: string,
  options: PartOptions,
  isInZip: boolean,
): Promise<FilesRead> {
  checkReadOptions(options);
  if (files.length > MAX_DATA_FILES) refuse(source, `expected at most ${MAX_DATA_FILES} files, got ${files.length}.`);
  const { images, others } = await splitImages(files);
  if (images.length + others.length === 0) refuse(source, "expected images, got no file.");
  if (images.length > 0) {
    const { notes, ...parts } = await readImages(images, source, options);
    const rest = others.map(({ file }) => file);
    return { ...parts, notes: [...notes, ...leftOut(rest, source, "no images")] };
  }
  if (others.length === 1) return readSingle(others[0], options, isInZip);
  const isTable = ({ file, format }: FoundFile) =>
    format === "idx" || format === "npy" || (format === "text" && TABLE_NAME.test(file.path));
  const tables = others.filter(isTable);
  if (tables.length === 0) {
    const known = others.find(({ format }) => format !== undefined && !isReadable(format));
    if (known) refuseOther(known, EXPECTED);
    refuse(source, `${EXPECTED}, got ${others.length} files of none of these kinds.`);
  }
  const { notes, ...parts } = await readTables(tables, source, options);
  const rest = others.filter((each) => !tables.includes(each)).map(({ file }) => file);
  return { ...parts, notes: [...notes, ...leftOut(rest, source, "no table of images")] };
}

/**
 * Reads images with their classes from files of any kind that is understood, by their first bytes: image files, a class
 * a folder or a class in the name (`orderByClass`), or tables, CSV, IDX, NumPy's or JSON, with their labels; a ZIP archive is
 * read as the folder that it holds. Images in folders named test, val and the like beside one named train, and tables
 * with such names, are for testing.
 *
 * @param source what messages call them all
 * @throws UnreadableFileError naming the file and what is wrong with it
 */
export function readFiles(files: readonly DataFile[], source: string, options: PartOptions = {}): Promise<FilesRead> {
  return readAll(files, source, options, false);
}
