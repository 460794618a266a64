// The entry siamese-simd/checkpoint: a run in a file, to be resumed later.
export { loadCheckpoint, saveCheckpoint } from "./run/checkpoint.ts";
