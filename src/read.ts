// siamese-simd/read: from files, bytes and drawings to the images that a network takes, the same bits on every side.

export { centreDrawing } from "./data/centre-drawing.ts";
export type { DecodedImage } from "./data/image.ts";
export type { FormChoice } from "./data/image-survey.ts";
export { type ImageForm, prepareImage } from "./data/preparation.ts";
export type { ArchitectureOptions, ArchitectureSize, ImagesToLearn } from "./nn/architecture-for.ts";
export { architectureFor } from "./nn/architecture-for.ts";
export { imageFormOf } from "./nn/image-form.ts";
export { type ByteSource, fromBlob, fromBytes } from "./read/byte-source.ts";
export { type DataFile, dataFile } from "./read/data-file.ts";
export { type DecodeImageOptions, decodeImage, type ImageDecoder, type RgbaImage } from "./read/decode-image.ts";
export { type NpyArray, type NpyData, readNpy } from "./read/npy.ts";
export { findLabelledArrays, type LabelledNames, type Npz, readNpz } from "./read/npz.ts";
export { type FilesRead, readFiles } from "./read/read-files.ts";
export type { PartOptions, ReadOptions, TrainingLike } from "./read/read-options.ts";
export { type FileFormat, type ReadableFormat, sniff, type UnreadableFormat } from "./read/sniff.ts";
export {
  type FileGroup,
  readTrainingData,
  type TrainingData,
  type TrainingDataOptions,
  type TrainingFiles,
} from "./read/training-data.ts";
export type { ValueRange } from "./read/value-range.ts";
export { readZip, type ZipEntry } from "./read/zip.ts";
