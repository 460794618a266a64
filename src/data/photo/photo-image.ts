/** An image on its way through the changes of a photograph: (rows, columns, channels) bytes, row-major. */
export interface PhotoImage {
  readonly pixels: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
}

/** The nearest level: an integer from 0 to 255. */
export const clampLevel = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
