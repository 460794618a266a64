import type { ViewOfImage } from "../augment.ts";
import { takePhoto } from "./draw-photo.ts";
import type { PhotoImage } from "./photo-image.ts";
import { warpPhoto } from "./warp-photo.ts";

const { fround } = Math;

/** Warps and photographs images of one size, and hands them to a network. Its memory is taken when it is made. */
export class Photographer {
  readonly #view: ViewOfImage;
  readonly #image: PhotoImage;
  readonly #planes: Uint8Array;

  constructor(view: ViewOfImage, channels: number) {
    const { rows, columns } = view;
    this.#view = view;
    this.#image = { pixels: new Uint8Array(rows * columns * channels), rows, columns, channels };
    this.#planes = new Uint8Array(rows * columns * channels);
  }

  /**
   * One image. Numbers from 0 to 1 go to `target`, row by row as wide as the whole image, from `to` on.
   *
   * @param images (any, height, width, channels) bytes, of which the one that begins at `from` is taken
   * @param numbers hold its warp from `warp` on, and what `drawPhoto` drew from `photo` on
   */
  run(
    target: Float32Array,
    to: number,
    images: Uint8Array,
    from: number,
    numbers: Int32Array,
    warp: number,
    photo: number,
  ): void {
    const { height, width } = this.#view;
    const { pixels, rows, columns, channels } = this.#image;
    warpPhoto(this.#image, images, from, height, width, numbers, warp);
    takePhoto(this.#image, numbers, photo, this.#planes);
    const row = columns * channels;
    for (let y = 0; y < rows; y++) {
      for (let i = 0; i < row; i++) target[to + y * width * channels + i] = fround(pixels[y * row + i] / 255);
    }
  }
}
