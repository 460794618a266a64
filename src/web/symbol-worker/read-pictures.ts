import { drawingOf } from "../../data/drawing-image.ts";
import { fitImage } from "../../data/fit.ts";
import { type DataFile, dataFile } from "../../read/data-file.ts";
import { type FolderOrder, orderByClass } from "../../read/folder-order.ts";
import { readImageFile } from "../../read/image-folder.ts";
import { refuse } from "../../read/unreadable.ts";
import { filesOfZip } from "../../read/zip-files.ts";
import { COLOUR_SIDE, type ColourPicture, type PixelDrawing } from "../page/drawing.ts";
import type { Chosen } from "../page/dropped-files.ts";
import type { SymbolKind } from "../page/symbols.ts";
import { findDrawing, placeDrawing } from "./photo-drawing.ts";
import { isToldByColours } from "./picture-kind.ts";

/** A picture of a symbol that the visitor chose. */
export interface Picture {
  /** The class that its folder or the beginning of its name says. */
  readonly name: string;
  /** What is drawn in it, or all of it. */
  readonly drawing: PixelDrawing | ColourPicture;
}

/** Pictures, all of one kind. */
export interface Pictures {
  readonly kind: SymbolKind;
  readonly pictures: readonly Picture[];
}

/** Pictures of fewer pixels a side are no photographs, but drawings as `teach` takes them. */
const SMALLEST_PHOTO = 128;

/** At most two dozen symbols of five drawings are remembered; more need not be read. */
const MOST_PICTURES = 500;

// Systems leave files of their own in folders and archives: `__MACOSX/._heart-1.png` is no picture.
const isImage = ({ path }: DataFile): boolean => /(^|\/)[^./][^/]*\.(png|jpe?g)$/i.test(path);

/** A picture as it would be taken for its lines, and for its colours. */
interface Seen {
  readonly source: string;
  readonly name: string;
  /** (28, 28), ink 255 on 0. */
  readonly pixels: Uint8Array | undefined;
  /** (32, 32, 3): its middle. */
  readonly colours: Uint8Array;
  readonly isToldByColours: boolean;
}

async function see(file: DataFile, name: string): Promise<Seen> {
  const image = await readImageFile(file);
  const isPhoto = Math.max(image.height, image.width) >= SMALLEST_PHOTO;
  const found = isPhoto ? findDrawing(image) : undefined;
  const pixels = isPhoto ? found && placeDrawing(found) : drawingOf(image);
  return {
    source: file.source,
    name,
    pixels: pixels?.some((ink) => ink > 0) ? pixels : undefined,
    colours: fitImage(image, { height: COLOUR_SIDE, width: COLOUR_SIDE, channels: 3, fit: "cover" }),
    isToldByColours: isToldByColours(image, found),
  };
}

function take({ source, name, pixels, colours }: Seen, kind: SymbolKind): Picture {
  if (kind === "colours") return { name, drawing: { colours } };
  if (pixels) return { name, drawing: { pixels } };
  return refuse(source, "nothing drawn is found in it: lines on plain paper, all within the picture, are wanted.");
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
 * @param as what to take them for. Default: what most of them look like
 * @throws UnreadableFileError naming the file that is none, or that shows nothing
 */
export async function readPictures(chosen: readonly Chosen[], as?: SymbolKind): Promise<Pictures> {
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
  const seen: Seen[] = [];
  for (const { file, label } of ordered) seen.push(await see(file, classNames[label]));
  const coloured = seen.filter((each) => each.isToldByColours).length;
  const kind = as ?? (2 * coloured > seen.length ? "colours" : "lines");
  return { kind, pictures: seen.map((each) => take(each, kind)) };
}
