import type { ImageShape } from "./csv-columns.ts";

export interface TableImages extends ImageShape {
  /** (count, height, width, channels), row-major. */
  readonly values: ArrayLike<number>;
  /** The least and the greatest of the values; absent where they are bytes of 0 to 255 by the format. */
  readonly extent?: readonly [least: number, most: number];
}

export interface TableLabels {
  readonly labels: Uint16Array;
  readonly classNames: readonly string[];
}

/** What one file, or one array of it, turned out to hold: images, labels, or both. */
export interface Table {
  readonly source: string;
  readonly images?: TableImages;
  readonly labels?: TableLabels;
  /** What was found out about it, a line each. */
  readonly notes: readonly string[];
}
