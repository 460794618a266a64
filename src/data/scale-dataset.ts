import { createDataset, type Dataset, imageBytes } from "./dataset.ts";
import { scaleImage } from "./scale-image.ts";

/** All images of a data set scaled by `scaleImage`, channel by channel; the data set itself if they have the size. */
export function scaleDataset(dataset: Dataset, height: number, width: number): Dataset {
  if (dataset.height === height && dataset.width === width) return dataset;
  const { count, channels, classNames } = dataset;
  const size = imageBytes(dataset);
  const scaled = new Uint8Array(count * height * width * channels);
  const plane = new Uint8Array(size / channels);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < plane.length; p++) plane[p] = dataset.images[i * size + p * channels + c];
      const small = scaleImage(plane, dataset.height, dataset.width, height, width);
      const at = i * height * width * channels + c;
      for (let p = 0; p < small.length; p++) scaled[at + p * channels] = small[p];
    }
  }
  return createDataset(scaled, dataset.labels, height, width, { channels, classNames });
}
