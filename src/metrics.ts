// siamese-simd/metrics: quality of distances and of embeddings, whatever network they come from.

export type { Labels } from "./data/labels.ts";
export { type PairList, samplePairs } from "./data/pairs.ts";
export { calibrateDistances } from "./evaluate/calibrate.ts";
export { type Calibration, type FalseAcceptPoint, type Verdict, verdictOf } from "./metrics/calibration.ts";
export { type ConfusionMatrix, classAccuracy, confusionMatrix } from "./metrics/confusion.ts";
export { type FewShotOptions, type FewShotQuality, fewShotAccuracy } from "./metrics/few-shot.ts";
export {
  type NearestNeighbourOptions,
  nearestNeighbourAccuracy,
  nearestNeighbourLabels,
} from "./metrics/nearest-neighbour.ts";
export { pairDistances } from "./metrics/pair-distances.ts";
export { type PrincipalComponents, principalComponents, project } from "./metrics/pca.ts";
export { type RetrievalOptions, type RetrievalQuality, retrievalQuality } from "./metrics/retrieval.ts";
export {
  areaUnderCurve,
  equalErrorRate,
  falseRejectAtFalseAccept,
  type RocCurve,
  rocCurve,
} from "./metrics/roc.ts";
export { evaluatePairs, type PairQuality } from "./metrics/summary.ts";
export { accuracyAt, type ChosenThreshold, chooseThreshold, type ThresholdQuality } from "./metrics/threshold.ts";
export type { Distances, PairCounts } from "./metrics/validate.ts";
export { Random } from "./random.ts";
