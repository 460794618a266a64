// What the package offers beside its core in Node: siamese-simd/node.
export { loadDefaultMnist } from "./read/default-dataset.ts";
export { loadTrainingData } from "./read/load-dataset.ts";
export { spawnNodeWorker } from "./spawn-thread.ts";
export { writeDurably } from "./write/durable-write.ts";
