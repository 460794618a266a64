import { drawingOf } from "../../data/drawing-image.ts";
import { type DataFile, dataFile } from "../../read/data-file.ts";
import { orderByClass } from "../../read/folder-order.ts";
import { readImageFile } from "../../read/image-folder.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
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

const isImage = ({ path }: DataFile): boolean => /\.(png|jpe?g)$/i.test(path);

async function read(file: DataFile): Promise<Uint8Array> {
  const image = await readImageFile(file);
  const isPhoto = Math.max(image.height, image.width) >= SMALLEST_PHOTO;
  const pixels = isPhoto ? drawingOfPhoto(image) : drawingOf(image);
  if (pixels?.some((ink) => ink > 0)) return pixels;
  return refuse(file.source, "nothing drawn is found in it: lines on plain paper, all within the picture, are wanted.");
}

/**
 * Reads pictures of symbols: photographs, scans or drawings, PNG or JPEG, or a ZIP of them.
 * @throws UnreadableFileError naming the file that is none, or that shows nothing
 */
export async function readPictures(chosen: readonly File[]): Promise<Picture[]> {
  const files: DataFile[] = [];
  for (const file of chosen) {
    const each = dataFile(file, file.webkitRelativePath || file.name);
    if (/\.zip$/i.test(file.name)) files.push(...(await filesOfZip(each)).filter(isImage));
    else files.push(each);
  }
  if (files.length > MOST_PICTURES) refuse("pictures", `expected at most ${MOST_PICTURES}, got ${files.length}.`);
  if (files.length === 0) refuse(chosen[0]?.name ?? "pictures", "expected pictures, PNG or JPEG, got none.");
  const { classNames, files: ordered } = orderByClass(files);
  const pictures: Picture[] = [];
  for (const { file, label } of ordered) pictures.push({ name: classNames[label], pixels: await read(file) });
  return pictures;
}
