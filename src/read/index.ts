export { type DecodeImageOptions, decodeImage, type ImageDecoder } from "./decode-image.ts";
export type { DecodedImage } from "./image.ts";
export { type FileFormat, type ReadableFormat, sniff, type UnreadableFormat } from "./sniff.ts";
