import { type ImageForm, prepareImage } from "../../data/preparation.ts";
import { readImageFile } from "../../read/image-folder.ts";
import { openDataFile } from "./data-files.ts";

/**
 * Reads an image file, PNG or JPEG, in the form that a network takes.
 * @returns the pixels, (height, width, channels), 0 to 255; and a note if they were scaled
 * @throws UnreadableFileError if the file is missing or no whole image
 */
export async function readImageAt(path: string, form: ImageForm): Promise<{ pixels: Uint8Array; note?: string }> {
  const file = await openDataFile(path);
  const image = await readImageFile(file);
  const { height, width } = form;
  const pixels = prepareImage(image, form);
  if (image.height === height && image.width === width) return { pixels };
  return { pixels, note: `${file.source}: ${image.height}x${image.width}, scaled to ${height}x${width}` };
}
