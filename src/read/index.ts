export type { DecodedImage } from "../data/image.ts";
export { type ByteSource, fromBlob, fromBytes } from "./byte-source.ts";
export { type DecodeImageOptions, decodeImage, type ImageDecoder, type RgbaImage } from "./decode-image.ts";
export { type NpyArray, type NpyData, readNpy } from "./npy.ts";
export { findLabelledArrays, type LabelledNames, type Npz, readNpz } from "./npz.ts";
export { type FileFormat, type ReadableFormat, sniff, type UnreadableFormat } from "./sniff.ts";
export { readZip, type ZipEntry } from "./zip.ts";
