import type { Random } from "../../src/random.ts";

/** An accepted input that breaks a promise. */
export class BrokenPromise extends Error {}

export interface Reader {
  readonly name: string;
  /** Whole inputs, to be damaged. */
  readonly seeds: readonly Uint8Array[];
  /** Makes input that is whole on the outside. */
  make(random: Random): Uint8Array;
  /** Reads. @throws BrokenPromise if what was accepted is not what was promised */
  read(bytes: Uint8Array): unknown;
  /** What it may throw, besides. Default: UnreadableFileError alone. */
  readonly throws?: readonly (new (
    ...args: never[]
  ) => Error)[];
  /** Reads from disk or computes, and so gets a smaller share of the inputs. */
  readonly slow?: boolean;
  /** Milliseconds of the processor that an input may take, at most. Default 100. */
  readonly mostMs?: number;
}

/** @throws BrokenPromise unless it is so */
export const must = (fact: boolean, what: string): void => {
  if (!fact) throw new BrokenPromise(`accepted, but ${what}`);
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Whether a terminal obeys nothing in a text, and shows it on one line. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);

export const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
