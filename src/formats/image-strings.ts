import { UnreadableFileError } from "../errors.ts";
import { quote } from "../message-text.ts";
import type { Network } from "../nn/network.ts";

/** Characters of class names in a model file, as JSON: more are left out, since a header has room for a million bytes. */
const MAX_NAMES = 2 ** 19;

/** What a network knows of its images, as a file's metadata. */
export function imageStrings({ classNames, preparation }: Network): Record<string, string> {
  const classes = JSON.stringify(classNames);
  return {
    ...(classes?.length <= MAX_NAMES ? { classes } : {}),
    ...(preparation ? { preparation: JSON.stringify(preparation) } : {}),
  };
}

const entries = {
  classes: (value: unknown) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  preparation: (value: unknown) => {
    const { fit, background, invert } = Object(value);
    return /^(contain|cover|stretch),(black|white),(true|false)$/.test(`${[fit, background, invert]}`);
  },
};

/**
 * Gives a network what a file's metadata says of its images.
 * @throws UnreadableFileError naming the entry that is unusable
 */
export function readImageStrings(network: Network, metadata: Readonly<Record<string, string>>, source: string): void {
  const read = (key: keyof typeof entries) => {
    const text = metadata[key];
    if (text === undefined) return undefined;
    try {
      const value = JSON.parse(text);
      if (entries[key](value)) return value;
    } catch {
      // Said below.
    }
    throw new UnreadableFileError(`${source}: the ${key} in its metadata are unusable, got ${quote(text)}.`);
  };
  network.classNames = read("classes");
  network.preparation = read("preparation");
}
