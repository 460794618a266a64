import type { DecodedImage } from "../data/image.ts";

const HEADER = "Exif\0\0";
const ORIENTATION = 0x0112;
const SHORT = 3;

/** Whether a JPEG's APP1 segment holds EXIF; others hold XMP. */
export const isExif = (segment: Uint8Array): boolean =>
  HEADER.split("").every((char, i) => segment[i] === char.charCodeAt(0));

/**
 * The orientation that an EXIF segment gives (CIPA DC-008, 4.6.5): 1 to 8; and 1, as it is, if it gives none or the
 * segment is damaged, since a picture can be read without.
 */
export function readOrientation(segment: Uint8Array): number {
  const tiff = segment.subarray(HEADER.length);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  if (tiff.length < 8) return 1;
  const littleEndian = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, littleEndian);
  for (let at = directory + 2, i = 0; i < entries && at + 12 <= tiff.length; at += 12, i++) {
    if (view.getUint16(at, littleEndian) !== ORIENTATION || view.getUint16(at + 2, littleEndian) !== SHORT) continue;
    const orientation = view.getUint16(at + 8, littleEndian);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

/** Turns and mirrors an image so that its orientation, 1 to 8, becomes 1. */
export function orient(image: DecodedImage, orientation: number): DecodedImage {
  if (orientation === 1) return image;
  const { width, height, channels, pixels } = image;
  // 5 to 8 swap the sides. Which side of the stored picture is the shown one's left and top says the rest.
  const swaps = orientation > 4;
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const across = (fromRight ? -1 : 1) * channels;
  const down = (fromBottom ? -1 : 1) * width * channels;
  const first = ((fromBottom ? height - 1 : 0) * width + (fromRight ? width - 1 : 0)) * channels;
  const [stepX, stepY] = swaps ? [down, across] : [across, down];
  const [newWidth, newHeight] = swaps ? [height, width] : [width, height];
  const turned = new Uint8Array(pixels.length);
  for (let y = 0, to = 0; y < newHeight; y++) {
    for (let x = 0, from = first + y * stepY; x < newWidth; x++, from += stepX) {
      for (let c = 0; c < channels; c++) turned[to++] = pixels[from + c];
    }
  }
  return { width: newWidth, height: newHeight, channels, pixels: turned };
}
