/** Sums along the last axis, (lines, size) to (newSize, lines); every new pixel adds up to a weight of `size`. */
function resample(source: Uint8Array | Float64Array, lines: number, size: number, newSize: number): Float64Array {
  const result = new Float64Array(newSize * lines);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < newSize; i++) {
      // Lengths are counted in parts of which an old pixel has newSize and a new one size: so all sums are exact.
      const start = i * size;
      const end = start + size;
      let sum = 0;
      for (let x = Math.floor(start / newSize); x * newSize < end; x++) {
        const covered = Math.min(end, (x + 1) * newSize) - Math.max(start, x * newSize);
        sum += covered * source[line * size + x];
      }
      result[i * lines + line] = sum;
    }
  }
  return result;
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
  for (const size of [height, width, newHeight, newWidth]) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`Expected image sides of at least 1 pixel, got ${size}.`);
    }
  }
  if (pixels.length !== height * width) {
    throw new RangeError(`Expected ${height * width} pixels for ${height}x${width}, got ${pixels.length}.`);
  }
  const sums = resample(resample(pixels, height, width, newWidth), newWidth, height, newHeight);
  return Uint8Array.from(sums, (sum) => Math.floor(sum / (height * width) + 0.5));
}
