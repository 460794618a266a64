export { createDataset, type Dataset, takeFraction } from "./data/dataset.ts";
export { parseIdxImages, parseIdxLabels } from "./data/idx.ts";
export { type PairList, PairSampler, samplePairs } from "./data/pairs.ts";
export { UnreadableFileError } from "./errors.ts";
export { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./formats/checkpoint.ts";
export { fingerprint, loadModel, loadWeights, saveModel } from "./formats/model.ts";
export { classAccuracy, confusionMatrix } from "./metrics/confusion.ts";
export { nearestNeighbourAccuracy, nearestNeighbourLabels } from "./metrics/nearest-neighbour.ts";
export { pairDistances } from "./metrics/pair-distances.ts";
export { retrievalQuality } from "./metrics/retrieval.ts";
export { areaUnderCurve, equalErrorRate, falseRejectAtFalseAccept, rocCurve } from "./metrics/roc.ts";
export { chooseThreshold } from "./metrics/threshold.ts";
export type { Architecture, ConvLayer, DenseLayer, Layer } from "./nn/architecture.ts";
export { defaultArchitecture } from "./nn/architecture.ts";
export { type Backend, createNetwork, type Network, type NetworkOptions } from "./nn/network.ts";
export type { AdamOptions } from "./optim/adam.ts";
export { spawnWebWorker, type WebWorker } from "./parallel/spawn-web-worker.ts";
export { type SpawnWorker, startWorkers, type WorkerHandle, Workers, type WorkersOptions } from "./parallel/workers.ts";
export { Random } from "./random.ts";
export { calibrate, classifyByNearest, type EvaluateOptions, evaluate, type Quality } from "./train/evaluate.ts";
export {
  type EpochEvent,
  type StepEvent,
  type TrainEvent,
  Trainer,
  type TrainerState,
  type TrainOptions,
  train,
} from "./train/trainer.ts";
export { type PairBatch, TrainingStep, type TrainingStepOptions } from "./train/training-step.ts";
