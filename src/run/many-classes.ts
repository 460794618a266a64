// What recipes of many classes need and others do not: `createRun` loads it for those alone. It imports nothing that all
// pages load, since a bundler would cut that out of the rest into files of their own.
export { createSimilarityLoss } from "../train/create-similarity-loss.ts";
export { mixedImages } from "../train/mixed-sources.ts";
export { drawnData, drawnStrangers } from "./drawn-data.ts";
