/** An image of 8 bits a channel, as it comes out of a file. */
export interface DecodedImage {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  /** 0 to 255, alpha 0 see-through and not multiplied in; (height, width, channels), row-major. */
  readonly pixels: Uint8Array;
}
