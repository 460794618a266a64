import type { ImageShape } from "./csv-columns.ts";
import { squareOf } from "./csv-columns.ts";
import type { DataFile } from "./data-file.ts";
import { readUnpacked } from "./data-file.ts";
import { LabelList } from "./label-list.ts";
import { MAX_IDX_SIDE } from "./limits.ts";
import { type NpyArray, type NpyData, readNpy } from "./npy.ts";
import { findLabelledArrays, type LabelledNames, type Npz, readNpz } from "./npz.ts";
import type { ReadOptions } from "./read-options.ts";
import type { Table, TableImages } from "./table.ts";
import { refuse } from "./unreadable.ts";

type Numbers = Exclude<NpyData, readonly string[]>;

/** Rows that are 0 but for one 1, as Keras' `to_categorical` makes of labels. */
function oneHotLabels(data: Numbers, count: number): number[] | undefined {
  const classes = data.length / count;
  const labels: number[] = [];
  for (let i = 0; i < count; i++) {
    const row = data.subarray(i * classes, (i + 1) * classes);
    const label = row.indexOf(1);
    if (label < 0 || row.some((value, c) => value !== (c === label ? 1 : 0))) return undefined;
    labels.push(label);
  }
  return labels;
}

/** @throws UnreadableFileError if the array holds no labels */
export function labelTable({ shape, data }: NpyArray, source: string, { classCount }: ReadOptions): Table {
  const count = shape[0] ?? 1;
  let values: ArrayLike<unknown> = data;
  if (data.length !== count) {
    const labels = shape.length === 2 && !Array.isArray(data) ? oneHotLabels(data as Numbers, count) : undefined;
    if (!labels) {
      return refuse(
        source,
        `expected labels of shape (count), or (count, classes) of 0 and 1, got (${shape.join(", ")}).`,
      );
    }
    values = labels;
  }
  const list = new LabelList();
  for (let i = 0; i < values.length; i++) list.add(String(values[i]), i + 1, source);
  return { source, labels: list.resolve(source, classCount), notes: [] };
}

/** The images' sides, by the shape of an array; `isChannelsFirst` as PyTorch has them. */
function shapeOf([count, a, b, c, ...more]: readonly number[]):
  | (ImageShape & { isChannelsFirst: boolean })
  | undefined {
  const of = (height: number, width: number, channels: number, isChannelsFirst = false) => {
    const fits = [height, width].every((side) => side >= 1 && side <= MAX_IDX_SIDE);
    return fits && (channels === 1 || channels === 3)
      ? ({ height, width, channels, isChannelsFirst } as const)
      : undefined;
  };
  if (!(count >= 1) || more.length > 0) return undefined;
  if (c !== undefined) return of(a, b, c) ?? of(b, c, a, true);
  if (b !== undefined) return of(a, b, 1);
  const square = squareOf(a);
  return square && { ...square, isChannelsFirst: false };
}

function channelsLast(data: Numbers, { height, width, channels }: ImageShape): Float64Array {
  const plane = height * width;
  const size = plane * channels;
  return Float64Array.from(data, (_, i) => {
    const p = i % size;
    return data[i - p + (p % channels) * plane + Math.floor(p / channels)];
  });
}

/** @throws UnreadableFileError if the array holds no images */
export function imageTable({ shape, data }: NpyArray, source: string): Table {
  const found = Array.isArray(data) ? undefined : shapeOf(shape);
  if (!found) {
    const wanted = "(count, pixels), (count, height, width) or (count, height, width, 1 or 3)";
    return refuse(source, `expected images of numbers of shape ${wanted}, got (${shape.join(", ")}).`);
  }
  const { isChannelsFirst, ...sides } = found;
  const numbers = data as Numbers;
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    if (!Number.isFinite(value)) refuse(source, `expected finite pixel values, got ${value} at index ${i}.`);
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const values = isChannelsFirst && sides.channels > 1 ? channelsLast(numbers, sides) : numbers;
  const images: TableImages = { ...sides, values, extent: [least, most] };
  const notes = isChannelsFirst ? [`${source}: channels are taken to come first, before height and width`] : [];
  return { source, images, notes };
}

const isList = ({ shape, data }: NpyArray): boolean =>
  Array.isArray(data) || shape.length < 2 || (shape.length === 2 && shape[1] === 1);

/** Reads an .npy file: of images, or, with one number or string for each of them, of labels. @throws UnreadableFileError */
export async function readNpyTable(file: DataFile, options: ReadOptions): Promise<Table> {
  const array = readNpy(await readUnpacked(file), file.source);
  return isList(array) ? labelTable(array, file.source, options) : imageTable(array, file.source);
}

async function readPair(npz: Npz, names: LabelledNames, source: string, options: ReadOptions): Promise<Table[]> {
  const images = imageTable(await npz.read(names.images), `${source}/${names.images}`);
  return [images, labelTable(await npz.read(names.labels), `${source}/${names.labels}`, options)];
}

/** Reads an .npz file: its images and labels, and those that its names say are for testing. @throws UnreadableFileError */
export async function readNpzTables(
  file: DataFile,
  options: ReadOptions,
): Promise<{ train: Table[]; heldOut: Table[] | undefined }> {
  const { source } = file;
  const npz = await readNpz(file, source);
  const { train, heldOut } = findLabelledArrays(npz.names, source);
  return {
    train: await readPair(npz, train, source, options),
    heldOut: heldOut && (await readPair(npz, heldOut, source, options)),
  };
}
