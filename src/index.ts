export { createDataset, type Dataset, takeFraction } from "./data/dataset.ts";
export { type PairList, PairSampler, samplePairs } from "./data/pairs.ts";
export { UnreadableFileError } from "./errors.ts";
export { calibrate, classifyByNearest, type EvaluateOptions, evaluate, type Quality } from "./evaluate/evaluate.ts";
export { fingerprint, loadModel, loadWeights, saveModel } from "./formats/model.ts";
export { classAccuracy, confusionMatrix } from "./metrics/confusion.ts";
export { nearestNeighbourAccuracy, nearestNeighbourLabels } from "./metrics/nearest-neighbour.ts";
export { pairDistances } from "./metrics/pair-distances.ts";
export { retrievalQuality } from "./metrics/retrieval.ts";
export { areaUnderCurve, equalErrorRate, falseRejectAtFalseAccept, rocCurve } from "./metrics/roc.ts";
export { chooseThreshold } from "./metrics/threshold.ts";
export { type Architecture, defaultArchitecture } from "./nn/architecture.ts";
export type { AveragePoolLayer } from "./nn/layers/average-pool.ts";
export type { ConvLayer } from "./nn/layers/conv-pool.ts";
export type { DenseLayer } from "./nn/layers/dense.ts";
export type { Layer } from "./nn/layers/index.ts";
export { type Backend, createNetwork, type Network, type NetworkOptions } from "./nn/network.ts";
export type { AdamOptions } from "./optim/adam.ts";
export { Random } from "./random.ts";
export { parseIdxImages, parseIdxLabels } from "./read/idx.ts";
export { type Checkpoint, loadCheckpoint } from "./run/checkpoint.ts";
export type { TrainOptions } from "./run/create-run.ts";
export { type RecipeChanges, type RecipeName, recipes } from "./run/recipes.ts";
export { saveCheckpoint, type Training, train } from "./run/train.ts";
export { spawnWebWorker, type WebWorker } from "./threads/spawn-web.ts";
export {
  type SpawnWorker,
  startThreads,
  type ThreadOptions,
  ThreadPool,
  type WorkerHandle,
} from "./threads/start-threads.ts";
export type { EpochEvent, EpochMeasures, StepEvent, TrainEvent } from "./train/events.ts";
export { type PairBatch, PairStep, type PairStepOptions } from "./train/pair-step.ts";
