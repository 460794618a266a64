import { drawingOf } from "../../data/drawing-image.ts";
import { type DataFile, dataFile } from "../../read/data-file.ts";
import { type FolderOrder, orderByClass } from "../../read/folder-order.ts";
import { readImageFile } from "../../read/image-folder.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
import type { Chosen } from "../page/dropped-files.ts";
import { drawingOfPhoto } from "./photo-drawing.ts";

/** A picture of a symbol that the visitor chose. */
export interface Picture {
  /** The class that its folder or the beginning of its name says. */
  readonly name: string;
  /** What is drawn in it, (28, 28), ink 255 on 0. */
  readonly pixels: Uint8Array;
}

/** Pictures of fewer pixels a side are no photographs, but drawings as `teach` takes them. */
const SMALLEST_PHOTO = 128;

/** At most two dozen symbols of five drawings are remembered; more need not be read. */
const MOST_PICTURES = 500;

// Systems leave files of their own in folders and archives: `__MACOSX/._heart-1.png` is no picture.
const isImage = ({ path }: DataFile): boolean => /(^|\/)[^./][^/]*\.(png|jpe?g)$/i.test(path);

async function read(file: DataFile): Promise<Uint8Array> {
  const image = await readImageFile(file);
  const isPhoto = Math.max(image.height, image.width) >= SMALLEST_PHOTO;
  const pixels = isPhoto ? drawingOfPhoto(image) : drawingOf(image);
  if (pixels?.some((ink) => ink > 0)) return pixels;
  return refuse(file.source, "nothing drawn is found in it: lines on plain paper, all within the picture, are wanted.");
}

/** Whether a folder, not the files' names, says what they show: they are numbered, as cameras do, or all named alike. */
const areNumbered = (names: readonly string[], files: number): boolean =>
  names.length === 1 || (names.length === files && names.every((name) => /^\d*$/.test(name)));

/** By the folders, or the file names; of a single folder of pictures that its files do not name, by its own name. */
function orderBySymbol(files: readonly DataFile[]): FolderOrder {
  const order = orderByClass(files);
  const [folder] = new Set(files.map(({ path }) => path.split("/").at(-2)));
  return folder && areNumbered(order.classNames, files.length) ? orderByClass(files, [folder]) : order;
}

/**
 * Reads pictures of symbols: photographs, scans or drawings, PNG or JPEG, single ones, in folders or in ZIP archives.
 * @throws UnreadableFileError naming the file that is none, or that shows nothing
 */
export async function readPictures(chosen: readonly Chosen[]): Promise<Picture[]> {
  const files: DataFile[] = [];
  for (const { file, path } of chosen) {
    const each = dataFile(file, path);
    if (/\.zip$/i.test(path)) files.push(...(await filesOfZip(each)).filter(isImage));
    // In folders there are other files too.
    else if (!path.includes("/") || isImage(each)) files.push(each);
  }
  if (files.length > MOST_PICTURES) refuse("pictures", `expected at most ${MOST_PICTURES}, got ${files.length}.`);
  if (files.length === 0) refuse(chosen[0]?.file.name ?? "pictures", "expected pictures, PNG or JPEG, got none.");
  const { classNames, files: ordered } = orderBySymbol(files);
  const pictures: Picture[] = [];
  for (const { file, label } of ordered) pictures.push({ name: classNames[label], pixels: await read(file) });
  return pictures;
}
