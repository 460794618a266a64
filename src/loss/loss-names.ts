import type { LossName as DistanceLossName, Mining } from "./batch-loss.ts";

/** What a batch of embeddings costs, by the distances of its pairs; or by their similarities, for embeddings of length 1. */
const distanceLosses = ["contrastive", "triplet", "margin"] as const satisfies readonly DistanceLossName[];
const similarityLosses = ["multi-similarity", "supervised-contrastive"] as const;
export const lossNames = [...distanceLosses, ...similarityLosses] as const;
export type LossName = (typeof lossNames)[number];

export interface LossOptions {
  readonly loss: LossName;
  /** Of the losses by distances; see `BatchLoss`. */
  readonly mining: Mining;
  /**
   * A distance; of multi-similarity its mining's margin, a similarity; of supervised contrastive its temperature; > 0.
   */
  readonly margin: number;
}

/** A loss over a batch of embeddings in the linear memory, and its gradients; see `BatchLoss` and `SimilarityLoss`. */
export interface AnyBatchLoss {
  run(at: readonly number[], dAt: readonly number[], stride: number, n: number, labels: ArrayLike<number>): number;
}

/** Whether a loss is one by similarities: it is loaded on demand, see `createRun`. */
export const isSimilarityLoss = (loss: LossName): loss is (typeof similarityLosses)[number] =>
  (similarityLosses as readonly string[]).includes(loss);
