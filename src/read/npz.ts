import { quote } from "../message-text.ts";
import type { ByteSource } from "./byte-source.ts";
import { type NpyArray, readNpy } from "./npy.ts";
import { refuse } from "./unreadable.ts";
import { readZip } from "./zip.ts";

/** Arrays by the names they were saved under. */
export interface Npz {
  readonly names: readonly string[];
  /** Unpacks one. @throws UnreadableFileError if it is damaged; RangeError for a name that is not there */
  read(name: string): Promise<NpyArray>;
}

/**
 * Opens an .npz file, the ZIP archive of numpy.savez and savez_compressed; each array is read when it is asked for.
 * @param source the file's name, for errors
 * @throws UnreadableFileError
 */
export async function readNpz(archive: ByteSource, source: string): Promise<Npz> {
  const entries = new Map((await readZip(archive, source)).map((entry) => [entry.name, entry]));
  for (const name of entries.keys()) {
    if (!name.endsWith(".npy")) refuse(source, `expected an .npz file of .npy arrays, it has ${quote(name)}.`);
  }
  if (entries.size === 0) refuse(source, "expected an .npz file with an array, it has none.");
  return {
    names: [...entries.keys()].map((name) => name.slice(0, -".npy".length)),
    async read(name) {
      const entry = entries.get(`${name}.npy`);
      if (!entry) throw new RangeError(`There is no array named ${quote(name)}.`);
      return readNpy(await entry.read(), `${source}/${entry.name}`);
    },
  };
}

/** The names of the arrays that hold images and their labels. */
export interface LabelledNames {
  readonly images: string;
  readonly labels: string;
}

// As Keras and MedMNIST name them; then scikit-learn, whose digits are "images" as well as "data" in rows; then what
// numpy names arrays that were given no name.
const TRAIN: readonly (readonly [images: string, labels: string])[] = [
  ["x_train", "y_train"],
  ["train_images", "train_labels"],
  ["images", "labels"],
  ["images", "target"],
  ["data", "target"],
  ["data", "labels"],
  ["x", "y"],
  ["arr_0", "arr_1"],
];
const HELD_OUT: typeof TRAIN = [
  ["x_test", "y_test"],
  ["test_images", "test_labels"],
  ["x_val", "y_val"],
  ["val_images", "val_labels"],
];

const findPair = (names: readonly string[], pairs: typeof TRAIN): LabelledNames | undefined => {
  const find = (wanted: string) => names.find((name) => name.toLowerCase() === wanted);
  for (const pair of pairs) {
    const [images, labels] = pair.map(find);
    if (images !== undefined && labels !== undefined) return { images, labels };
  }
  return undefined;
};

/**
 * Which arrays of an .npz file are the images and labels to train on, and which to judge with, by their names.
 * @throws UnreadableFileError if there are no such names
 */
export function findLabelledArrays(
  names: readonly string[],
  source: string,
): { train: LabelledNames; heldOut: LabelledNames | undefined } {
  const train = findPair(names, TRAIN);
  if (!train) {
    const got = quote(names.join(", "));
    refuse(
      source,
      `expected arrays named X and y (or x_train and y_train, images and labels, data and target), got ${got}.`,
    );
  }
  return { train, heldOut: findPair(names, HELD_OUT) };
}
