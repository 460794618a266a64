/** Grey images of one size, in classes of which there may be thousands: what training draws its batches from. */
export interface ClassImages {
  /** Pixels, 0 to 255; (count, height, width), row-major. */
  readonly images: Uint8Array;
  /** Class of each image, 0 to `classes` - 1, at most 65,535; (count). */
  readonly labels: Uint16Array;
  readonly classes: number;
  readonly height: number;
  readonly width: number;
}
