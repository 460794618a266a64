import { createDataset, type Dataset, imageBytes } from "../data/dataset.ts";
import type { DecodedImage } from "../data/image.ts";
import { ImageSurvey } from "../data/image-survey.ts";
import { type ImageForm, preparationOf, prepareImage } from "../data/preparation.ts";
import { type PartOptions, toldForm } from "./read-options.ts";

function* imagesOf(dataset: Dataset): Generator<DecodedImage, void> {
  const { images, width, height, channels } = dataset;
  const size = imageBytes(dataset);
  for (let at = 0; at < images.length; at += size) {
    yield { width, height, channels, pixels: images.subarray(at, at + size) };
  }
}

/** Brings the images of a table to the form that is asked for, or found out; of no other size unless asked for. */
export function prepareDataset(dataset: Dataset, options: PartOptions): { dataset: Dataset; notes: string[] } {
  const { height, width, count, labels, classNames } = dataset;
  const form = toldForm(options);
  // A table to test on that has another size than the one to train on is another kind of table.
  const told = options.like && form && !options.size ? { ...form, height, width } : form;
  const isForm = (form: ImageForm) =>
    form.height === height && form.width === width && form.channels === dataset.channels && !form.invert;
  if (told && isForm(told)) return { dataset: { ...dataset, preparation: preparationOf(told) }, notes: [] };
  const survey = new ImageSurvey();
  for (const image of imagesOf(dataset)) survey.add(image);
  // Images that come in three channels are in colour, even if it is a grey one.
  const colour = options.colour === "grey" || (options.colour !== "rgb" && dataset.channels === 1) ? "grey" : "rgb";
  const made = told ?? survey.form({ size: { height, width }, ...options, colour });
  const { channels } = made;
  const preparation = preparationOf(made);
  const notes = survey.describe(made, told ? "told" : options);
  if (isForm(made)) return { dataset: { ...dataset, preparation }, notes };
  const size = made.height * made.width * channels;
  const pixels = new Uint8Array(count * size);
  let at = 0;
  for (const image of imagesOf(dataset)) {
    pixels.set(prepareImage(image, made), at);
    at += size;
  }
  return {
    dataset: createDataset(pixels, labels, made.height, made.width, { channels, classNames, preparation }),
    notes,
  };
}
