// The package's main entry, siamese-simd: data in, a trained network out. What else there is has an entry of its own.

export { createNetwork, type Network, type NetworkOptions } from "./nn/network.ts";

// The kernels come with the line above, so bundles begin with them: amid JavaScript they take half a kB more, gzipped.

export type { Augmentation } from "./data/augment.ts";
export { createDataset, type Dataset, type DatasetOptions, type LabelList, type Pixels } from "./data/dataset.ts";
export type { Fit } from "./data/fit.ts";
export type { Ground } from "./data/ink.ts";
export type { PairList } from "./data/pairs.ts";
export type { Preparation } from "./data/preparation.ts";
export { UnreadableFileError } from "./errors.ts";
export { calibrate, type EvaluateOptions, evaluate, type Quality } from "./evaluate/evaluate.ts";
export { fingerprint, loadModel, loadWeights, saveModel } from "./formats/model.ts";
export type { Mining } from "./loss/batch-loss.ts";
export type { LossName } from "./loss/loss-names.ts";
export type { Calibration, FalseAcceptPoint, Verdict } from "./metrics/calibration.ts";
export type { PairQuality } from "./metrics/summary.ts";
export type { ThresholdQuality } from "./metrics/threshold.ts";
export type { PairCounts } from "./metrics/validate.ts";
export { type Architecture, defaultArchitecture, type NetworkName } from "./nn/architecture.ts";
export type { AveragePoolLayer } from "./nn/layers/average-pool.ts";
export type { ConvLayer } from "./nn/layers/conv-pool.ts";
export type { DenseLayer } from "./nn/layers/dense.ts";
export type { Layer } from "./nn/layers/index.ts";
export type { NormaliseLayer } from "./nn/layers/normalise.ts";
export type { AdamState } from "./optim/adam.ts";
export type { Schedule } from "./optim/schedule.ts";
export type { Checkpoint, Resumed, TrainOptions } from "./run/create-run.ts";
export type { RunIdentity } from "./run/identity.ts";
export { type RecipeChanges, type RecipeName, recipes } from "./run/recipes.ts";
export { type Training, train } from "./run/train.ts";
export type { WorkerReply, WorkerStart } from "./threads/control-block.ts";
export { spawnWebWorker, type WebWorker } from "./threads/spawn-web.ts";
export {
  type SpawnWorker,
  startThreads,
  type ThreadOptions,
  type Threads,
  type WorkerHandle,
} from "./threads/start-threads.ts";
export type { EpochEvent, EpochMeasures, StepEvent, TrainEvent } from "./train/events.ts";
export type { BatchShare, GlyphShare, MadeShare, Mix, OwnShare } from "./train/mix.ts";
export type { Recipe } from "./train/recipe.ts";
export type { TrainerState } from "./train/trainer.ts";
export type { Backend } from "./wasm/engine.ts";
export type { KernelSource } from "./wasm/kernels.ts";
