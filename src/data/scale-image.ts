/** What a new line of pixels adds up from an old one: of each new pixel the old ones from `start` on, by weight. */
interface Taps {
  readonly starts: Uint32Array;
  /** (newSize, most): of new pixel i from i x most on; 0 where it needs fewer. */
  readonly weights: Float64Array;
  readonly most: number;
  /** What the weights of each new pixel add up to. */
  readonly total: number;
}

function makeTaps(newSize: number, most: number, total: number): Taps {
  return { starts: new Uint32Array(newSize), weights: new Float64Array(newSize * most), most, total };
}

/** The mean of the old pixels under a new one, by the length that each covers. */
function areaTaps(size: number, newSize: number): Taps {
  // Lengths are counted in parts of which an old pixel has newSize and a new one size: so all are integers.
  const taps = makeTaps(newSize, Math.ceil(size / newSize) + 1, size);
  for (let i = 0; i < newSize; i++) {
    const [begin, end] = [i * size, (i + 1) * size];
    const start = Math.floor(begin / newSize);
    taps.starts[i] = start;
    for (let x = start; x * newSize < end; x++) {
      taps.weights[i * taps.most + x - start] = Math.min(end, (x + 1) * newSize) - Math.max(begin, x * newSize);
    }
  }
  return taps;
}

/** The line between the two old pixels whose middles are nearest; past the outermost middles, the outermost pixel. */
function linearTaps(size: number, newSize: number): Taps {
  // Places are counted in parts of which the step from an old middle to the next has 2 x newSize.
  const step = 2 * newSize;
  const taps = makeTaps(newSize, 2, step);
  for (let i = 0; i < newSize; i++) {
    const place = Math.min(Math.max((2 * i + 1) * size - newSize, 0), (size - 1) * step);
    const start = Math.min(Math.floor(place / step), Math.max(0, size - 2));
    taps.starts[i] = start;
    taps.weights[2 * i] = step - (place - start * step);
    taps.weights[2 * i + 1] = place - start * step;
  }
  return taps;
}

/** Sums along the middle axis: (lines, size, channels) to (newSize, lines, channels). All of them exact integers. */
function resample(source: ArrayLike<number>, lines: number, size: number, channels: number, taps: Taps): Float64Array {
  const { starts, weights, most } = taps;
  const newSize = starts.length;
  const result = new Float64Array(newSize * lines * channels);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < newSize; i++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0, from = (line * size + starts[i]) * channels + c; k < most; k++, from += channels) {
          const weight = weights[i * most + k];
          if (weight > 0) sum += weight * source[from];
        }
        result[(i * lines + line) * channels + c] = sum;
      }
    }
  }
  return result;
}

function checkSizes(length: number, sizes: readonly number[], channels: number): void {
  for (const size of sizes) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`Expected image sides of at least 1 pixel, got ${size}.`);
    }
  }
  const [height, width] = sizes;
  if (length !== height * width * channels) {
    const shape = channels === 1 ? `${height}x${width}` : `${height}x${width}x${channels}`;
    throw new RangeError(`Expected ${height * width * channels} pixels for ${shape}, got ${length}.`);
  }
}

function scale(pixels: Uint8Array, height: number, width: number, channels: number, across: Taps, down: Taps) {
  const sums = resample(
    resample(pixels, height, width, channels, across),
    across.starts.length,
    height,
    channels,
    down,
  );
  const total = across.total * down.total;
  return Uint8Array.from(sums, (sum) => Math.floor(sum / total + 0.5));
}

/**
 * Scales a grey image by area averaging: a new pixel is the mean of the old ones under it, weighted by the area each
 * covers, rounded half up. Each side is scaled on its own, so another shape is stretched.
 *
 * @param pixels 0 to 255; (height, width), row-major
 * @returns a new image, (newHeight, newWidth)
 * @throws RangeError if `pixels` is not height x width, or a size is not an integer of at least 1
 */
export function scaleImage(
  pixels: Uint8Array,
  height: number,
  width: number,
  newHeight: number,
  newWidth: number,
): Uint8Array {
  checkSizes(pixels.length, [height, width, newHeight, newWidth], 1);
  return scale(pixels, height, width, 1, areaTaps(width, newWidth), areaTaps(height, newHeight));
}

/**
 * Scales an image of any channels: a side that becomes shorter by area averaging, as `scaleImage` does, one that becomes
 * longer by linear interpolation between the pixels' middles. In integers, rounded half up once.
 *
 * @param pixels 0 to 255; (height, width, channels), row-major
 * @returns a new image, (newHeight, newWidth, channels)
 * @throws RangeError if the sizes do not fit, or one is not an integer of at least 1
 */
export function resizeImage(
  pixels: Uint8Array,
  [height, width]: readonly [height: number, width: number],
  [newHeight, newWidth]: readonly [height: number, width: number],
  channels: number,
): Uint8Array {
  checkSizes(pixels.length, [height, width, newHeight, newWidth], channels);
  if (height === newHeight && width === newWidth) return new Uint8Array(pixels);
  const taps = (size: number, newSize: number) => (newSize > size ? linearTaps : areaTaps)(size, newSize);
  return scale(pixels, height, width, channels, taps(width, newWidth), taps(height, newHeight));
}
