import { type Fit, fitImage } from "./fit.ts";
import type { DecodedImage } from "./image.ts";
import type { Ground } from "./ink.ts";

/** How an image of any kind becomes one that a network takes, beside its size and channels. Plain JSON. */
export interface Preparation {
  readonly fit: Fit;
  /** What a see-through image is laid on. */
  readonly background: Ground;
  /** Whether dark becomes light, and light dark. */
  readonly invert: boolean;
}

/** Where nothing is known: images that are what they seem, such as MNIST's digits, white on black. */
export const PLAIN: Preparation = { fit: "contain", background: "black", invert: false };

/** What images are made into. */
export interface ImageForm extends Preparation {
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  readonly channels: 1 | 3;
}

/** An image in the form that a network takes; (height, width, channels), row-major. */
export const prepareImage = (image: DecodedImage, form: ImageForm): Uint8Array => fitImage(image, form);

/** A form without its sizes. */
export const preparationOf = ({ fit, background, invert }: Preparation): Preparation => ({ fit, background, invert });
