import type { Network } from "../nn/network.ts";

/** A linear map from a view's places to those of the image, about its middle, and a shift in pixels of 28x28. */
interface View {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly right: number;
  readonly down: number;
}

// Of 8 degrees.
const COSINE = 0.990268;
const SINE = 0.139173;
const SHEAR = 0.15;

/** Turned either way and slanted either way, each a pixel to another side. */
const VIEWS: readonly View[] = [
  { xx: COSINE, xy: SINE, yx: -SINE, yy: COSINE, right: 1, down: 0 },
  { xx: COSINE, xy: -SINE, yx: SINE, yy: COSINE, right: -1, down: 0 },
  { xx: 1, xy: SHEAR, yx: 0, yy: 1, right: 0, down: 1 },
  { xx: 1, xy: -SHEAR, yx: 0, yy: 1, right: 0, down: -1 },
];

/** An image seen so, blank from beyond its edges, between pixels in proportion. */
function see(image: Uint8Array, { xx, xy, yx, yy, right, down }: View, target: Uint8Array, height: number): void {
  const width = image.length / height;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [moveX, moveY] = [middleX + (right * width) / 28, middleY + (down * height) / 28];
  const at = (x: number, y: number): number => (x >= 0 && x < width && y >= 0 && y < height ? image[y * width + x] : 0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = xx * (x - middleX) + xy * (y - middleY) + moveX;
      const v = yx * (x - middleX) + yy * (y - middleY) + moveY;
      const [left, top] = [Math.floor(u), Math.floor(v)];
      const [a, b] = [u - left, v - top];
      const upper = at(left, top) * (1 - a) + at(left + 1, top) * a;
      const lower = at(left, top + 1) * (1 - a) + at(left + 1, top + 1) * a;
      target[y * width + x] = Math.floor(upper * (1 - b) + lower * b + 0.5);
    }
  }
}

/**
 * The mean embedding of each image as it is, turned, slanted and moved a little, which depends less on how it happened to
 * be drawn than the embedding of the image alone; of length 1 where the network's are. What galleries compare. Distances
 * of such embeddings are shorter than those of `embed`: choose a threshold of their own.
 *
 * @param network of grey images
 * @param images (count, height, width), bytes from 0 to 255
 * @returns (count, dimension)
 * @throws RangeError if the length does not fit, or the network's images are not grey; TypeError for another kind of array
 */
export function embedViews(network: Network, images: Uint8Array): Float32Array {
  const { dimension } = network;
  const { input, layers } = network.architecture;
  const { height, width, channels } = input;
  if (!(images instanceof Uint8Array)) throw new TypeError("Views are made of images in a Uint8Array.");
  if (channels !== 1) throw new RangeError(`Views are made of grey images, got a network of ${channels} channels.`);
  const size = height * width;
  const sums = Float64Array.from(network.embed(images));
  const seen = new Uint8Array(images.length);
  for (const view of VIEWS) {
    for (let i = 0; i < images.length; i += size) {
      see(images.subarray(i, i + size), view, seen.subarray(i, i + size), height);
    }
    const embeddings = network.embed(seen);
    for (let k = 0; k < sums.length; k++) sums[k] += embeddings[k];
  }
  const ofLengthOne = layers[layers.length - 1].type === "normalise";
  for (let begin = 0; begin < sums.length; begin += dimension) {
    const own = sums.subarray(begin, begin + dimension);
    let squares = 0;
    for (const value of own) squares += value * value;
    const divisor = ofLengthOne ? Math.sqrt(squares) : VIEWS.length + 1;
    for (let d = 0; divisor > 0 && d < dimension; d++) own[d] /= divisor;
  }
  return Float32Array.from(sums);
}
