import { readGreyImage } from "../../read/image-folder.ts";
import { openDataFile } from "./data-files.ts";

/**
 * Reads an image file, PNG or JPEG, as one grey image of the given size; another size is scaled by area averaging.
 * @returns the pixels, (height, width), 0 to 255; and a note if they were scaled
 * @throws UnreadableFileError if the file is missing or no whole image
 */
export async function readImageAt(
  path: string,
  height: number,
  width: number,
): Promise<{ pixels: Uint8Array; note?: string }> {
  const file = await openDataFile(path);
  const { pixels, from } = await readGreyImage(file, height, width);
  if (from.height === height && from.width === width) return { pixels };
  return { pixels, note: `${file.source}: ${from.height}x${from.width}, scaled to ${height}x${width}` };
}
