import { drawWarp, pixelsOf, WARP_NUMBERS } from "../../../src/data/augment.ts";
import { drawPhoto, PHOTO_NUMBERS } from "../../../src/data/photo/draw-photo.ts";
import { Photographer } from "../../../src/data/photo/photographer.ts";
import { Random } from "../../../src/random.ts";

/** The sha256 of `goldenPhotos()`, as Node 20 gave it on x86-64. */
export const GOLDEN_PHOTOS = "ab75ed429463212221a0f4608b6a579726466a5c154211214c27cdb30e085342";

const AUGMENTATION = {
  shift: 3,
  rotate: 45,
  scale: 0.5,
  shear: 0.5,
  bend: 2,
  brightness: 0.5,
  contrast: 0.9,
  colour: 0.9,
  blur: 4,
  noise: 0.2,
  erase: 0.6,
  jpeg: 0.99,
};

/** Pictures of random squares, grey and RGB, photographed with every change at its strongest: f32, one after the other. */
export function goldenPhotos(): Uint8Array {
  const random = Random.fromSeed(29);
  const [height, width, rows, columns] = [33, 21, 29, 19];
  const view = { height, width, top: 2, left: 1, rows, columns };
  const numbers = new Int32Array(WARP_NUMBERS + PHOTO_NUMBERS);
  const photos: Float32Array[] = [];
  for (let i = 0; i < 200; i++) {
    const channels = i % 2 === 0 ? 1 : 3;
    const levels = Uint8Array.from({ length: 9 * channels }, () => random.below(256));
    const picture = Uint8Array.from({ length: height * width * channels }, (_, at) => {
      const [y, x] = [Math.floor(at / channels / width), Math.floor(at / channels) % width];
      return levels[(Math.floor(y / 11) * 3 + Math.floor(x / 7)) * channels + (at % channels)];
    });
    drawWarp(numbers, 0, AUGMENTATION, view, random);
    drawPhoto(numbers, WARP_NUMBERS, AUGMENTATION, view, pixelsOf(view), channels, random);
    const photo = new Float32Array(rows * width * channels);
    new Photographer(view, channels).run(photo, 0, picture, 0, numbers, 0, WARP_NUMBERS);
    photos.push(photo);
  }
  const all = new Float32Array(photos.reduce((sum, photo) => sum + photo.length, 0));
  let at = 0;
  for (const photo of photos) {
    all.set(photo, at);
    at += photo.length;
  }
  return new Uint8Array(all.buffer);
}
