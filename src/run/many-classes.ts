// What recipes of many classes need and others do not: loaded by `createRun` for those alone, in one piece.
export { createSimilarityLoss } from "../train/create-similarity-loss.ts";
export { checkMix } from "../train/mix.ts";
export { mixedImages } from "../train/mixed-sources.ts";
export { drawnData } from "./drawn-data.ts";
