// What the package offers beside its core in Node: siamese-simd/node.
export { loadDefaultMnist } from "./default-dataset.ts";
export { writeDurably } from "./durable-write.ts";
export { loadTrainingData } from "./load-dataset.ts";
export { spawnNodeWorker } from "./spawn-worker.ts";
