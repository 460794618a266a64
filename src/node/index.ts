// siamese-simd/node: files and threads, for the library in Node.

export type { DecodedImage } from "../data/image.ts";
export type { FormChoice } from "../data/image-survey.ts";
export type { ImageForm } from "../data/preparation.ts";
export { UnreadableFileError } from "../errors.ts";
export type { DecodeImageOptions, ImageDecoder, RgbaImage } from "../read/decode-image.ts";
export type { ReadOptions } from "../read/read-options.ts";
export type { UnreadableFormat } from "../read/sniff.ts";
export type { TrainingDataOptions } from "../read/training-data.ts";
export type { ValueRange } from "../read/value-range.ts";
export { loadDefaultMnist } from "./read/default-dataset.ts";
export { type DataSources, loadTrainingData, type TrainingData } from "./read/load-dataset.ts";
export { spawnNodeWorker } from "./spawn-thread.ts";
export { OutputError } from "./write/durable-write.ts";
export type { RunSummary } from "./write/run-results.ts";
export { type FolderOptions, readCheckpoint, trainToFolder } from "./write/train-to-folder.ts";
