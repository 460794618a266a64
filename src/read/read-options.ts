import { type Dataset, MAX_CLASSES } from "../data/dataset.ts";
import type { FormChoice } from "../data/image-survey.ts";
import { type ImageForm, PLAIN } from "../data/preparation.ts";
import { quoteValue } from "../message-text.ts";
import type { DecodeImageOptions } from "./decode-image.ts";
import type { ValueRange } from "./value-range.ts";

/** How files of images are to be understood, where that is not to be found out. */
export interface ReadOptions extends FormChoice {
  /** Labels are integers below it; 1 to 65,536. Default: any labels. */
  readonly classCount?: number | undefined;
  /** The column of labels in a CSV file: its name in the header, or its number from 1. Default: found out. */
  readonly labelColumn?: string | number | undefined;
  /** What pixel values in a table run from and to. Default: found out. */
  readonly range?: ValueRange | undefined;
  /** What images are made into, such as a network takes them. Default: as the choices say, and what is found out. */
  readonly form?: ImageForm | undefined;
  /** Decoders of image formats that are not read here: see `decodeImage`. */
  readonly decoders?: DecodeImageOptions["decoders"] | undefined;
  /** Whether to skip image files that cannot be read. Default: they are an error. */
  readonly skipUnreadable?: boolean | undefined;
}

/** How the files of one part are to be understood. */
export interface PartOptions extends ReadOptions {
  /**
   * The images to train on, where these are to test on: these get their form, a folder named as one of their classes is
   * that class, all files are one part, and a table's values run from and to what theirs do.
   */
  readonly like?: TrainingLike | undefined;
}

export interface TrainingLike {
  readonly classNames: readonly string[];
  readonly form: ImageForm;
  readonly range?: ValueRange | undefined;
}

/** What a test set is to be like. */
export const likeOf = (dataset: Dataset, range?: ValueRange): TrainingLike => {
  const { classNames, height, width, channels, preparation = PLAIN } = dataset;
  return { classNames, form: { height, width, channels, ...preparation }, range };
};

/** The form that images get whatever they are, if it is known. */
export const toldForm = ({ form, like }: PartOptions): ImageForm | undefined => like?.form ?? form;

const isInteger = (value: unknown, least: number, most: number): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;

const CHOICES = {
  fit: ["contain", "cover", "stretch"],
  colour: ["auto", "grey", "rgb"],
  background: ["auto", "black", "white"],
  invert: ["auto", true, false],
} as const;

/** @throws RangeError, TypeError naming the option that is out of range or of another kind */
export function checkReadOptions(options: ReadOptions): void {
  const { classCount, labelColumn, range, size } = options;
  for (const key of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
    const value: unknown = options[key];
    if (value !== undefined && !(CHOICES[key] as readonly unknown[]).includes(value)) {
      throw new RangeError(`Expected ${key} to be ${CHOICES[key].join(", ")}, got ${quoteValue(value)}.`);
    }
  }
  if (classCount !== undefined && !isInteger(classCount, 1, MAX_CLASSES)) {
    throw new RangeError(`Expected a number of classes from 1 to ${MAX_CLASSES}, got ${quoteValue(classCount)}.`);
  }
  if (labelColumn !== undefined && typeof labelColumn !== "string" && !isInteger(labelColumn, 1, 2 ** 32)) {
    throw new TypeError(`Expected the column of labels as a name or a number from 1, got ${quoteValue(labelColumn)}.`);
  }
  if (range !== undefined && !(Array.isArray(range) && range.length === 2 && range[0] < range[1])) {
    throw new TypeError(`Expected a range of values as two numbers, the lower first, got ${quoteValue(range)}.`);
  }
  if (size !== undefined && !(isInteger(size.height, 1, 1024) && isInteger(size.width, 1, 1024))) {
    throw new RangeError(
      `Expected a size of 1 to 1024 pixels a side, got ${quoteValue(size.height)} by ${quoteValue(size.width)}.`,
    );
  }
}
