// The entry siamese-simd/checkpoint: a run in a file, to go on with it later.
export { loadCheckpoint, saveCheckpoint } from "./run/checkpoint.ts";
