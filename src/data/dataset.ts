/** Grey images of one size with a class each. */
export interface Dataset {
  /** Pixels, 0 to 255; (count, height, width), row-major. */
  readonly images: Uint8Array;
  /** Class of each image; (count). */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** @throws TypeError for other arrays; RangeError if the sizes do not fit together or there is no image */
export function createDataset(images: Uint8Array, labels: Uint8Array, height: number, width: number): Dataset {
  if (!(images instanceof Uint8Array) || !(labels instanceof Uint8Array)) {
    throw new TypeError("A data set's images and labels must be Uint8Arrays.");
  }
  if (!Number.isInteger(height) || !Number.isInteger(width) || height < 1 || width < 1) {
    throw new RangeError(`Expected an image height and width of at least 1 pixel, got ${height}x${width}.`);
  }
  const count = labels.length;
  if (count === 0) throw new RangeError("A data set needs at least one image.");
  if (images.length !== count * height * width) {
    throw new RangeError(
      `Expected ${count} images of ${height}x${width}, ${count * height * width} bytes, got ${images.length} bytes.`,
    );
  }
  return { images, labels, count, height, width };
}

/** The images at these places, copied. @throws RangeError for a place outside the data set, or no place at all */
export function selectImages(dataset: Dataset, places: readonly number[]): Dataset {
  const { height, width } = dataset;
  const size = height * width;
  const images = new Uint8Array(places.length * size);
  const labels = new Uint8Array(places.length);
  for (const [i, place] of places.entries()) {
    if (!Number.isInteger(place) || place < 0 || place >= dataset.count) {
      throw new RangeError(`Expected an image number from 0 to ${dataset.count - 1}, got ${place}.`);
    }
    images.set(dataset.images.subarray(place * size, (place + 1) * size), i * size);
    labels[i] = dataset.labels[place];
  }
  return createDataset(images, labels, height, width);
}

/** The first part of a data set, rounded down to whole images, one at least. @throws RangeError outside (0, 1] */
export function takeFraction(dataset: Dataset, fraction: number): Dataset {
  if (!(fraction > 0 && fraction <= 1)) {
    throw new RangeError(`A fraction must be above 0 and at most 1, got ${fraction}.`);
  }
  const count = Math.max(1, Math.floor(dataset.count * fraction));
  const { height, width } = dataset;
  const images = dataset.images.subarray(0, count * height * width);
  return createDataset(images, dataset.labels.subarray(0, count), height, width);
}
