import type { Preparation } from "../data/preparation.ts";
import type { Network } from "../nn/network.ts";
import { readEntry } from "./read-entry.ts";

/** Characters of class names in a model file, as JSON: more are left out, since a header has room for a million bytes. */
const MAX_NAMES = 2 ** 19;

/** What a network knows of its images, as a file's metadata. */
export function imageStrings({ classNames, preparation }: Network): Record<string, string> {
  const classes = JSON.stringify(classNames);
  return {
    ...(classes?.length < MAX_NAMES ? { classes } : {}),
    ...(preparation ? { preparation: JSON.stringify(preparation) } : {}),
  };
}

const areNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

const isPreparation = (value: unknown): value is Preparation => {
  const { fit, background, invert } = Object(value);
  const text = JSON.stringify([fit, background, invert]);
  return /^\["(contain|cover|stretch)","(black|white)",(true|false)\]$/.test(text);
};

/**
 * Gives a network what a file's metadata says of its images.
 * @throws UnreadableFileError naming the entry that is unusable
 */
export function readImageStrings(network: Network, metadata: Readonly<Record<string, string>>, source: string): void {
  network.classNames = readEntry(metadata, "classes", areNames, "a list of names", source);
  network.preparation = readEntry(metadata, "preparation", isPreparation, "fit, background and invert", source);
}
