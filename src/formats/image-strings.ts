import { areNames } from "../data/dataset.ts";
import type { Preparation } from "../data/preparation.ts";
import type { Network } from "../nn/network.ts";
import { readEntry } from "./read-entry.ts";

/** Bytes of class names in a file's header, as JSON within JSON: it has room for a million in all. */
const MAX_NAMES = 3 * 2 ** 18;

/** Class names as a model file holds them; undefined if there are none, or they have no room in it. */
export function namesString(classNames: readonly string[] | undefined): string | undefined {
  const names = JSON.stringify(classNames);
  return new TextEncoder().encode(JSON.stringify(names)).length > MAX_NAMES ? undefined : names;
}

/** What a network knows of its images, as a file's metadata. Class names that have no room are left out. */
export function imageStrings({ classNames, preparation }: Network): Record<string, string> {
  const classes = namesString(classNames);
  return {
    ...(classes ? { classes } : {}),
    ...(preparation ? { preparation: JSON.stringify(preparation) } : {}),
  };
}

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
