import { type ImageForm, PLAIN } from "../data/preparation.ts";
import type { Network } from "./network.ts";

/**
 * The form in which a network takes images, for `prepareImage`.
 * @throws RangeError if it takes other than grey or RGB images
 */
export function imageFormOf({ architecture, preparation = PLAIN }: Network): ImageForm {
  const { height, width, channels } = architecture.input;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`This network takes images of ${channels} channels; expected 1 (grey) or 3 (RGB).`);
  }
  return { height, width, channels, ...preparation };
}
