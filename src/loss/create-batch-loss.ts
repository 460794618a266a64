import type { Arena } from "../wasm/arena.ts";
import type { Kernels } from "../wasm/kernels.ts";
import { BatchLoss, type LossName as DistanceLossName, type Mining } from "./batch-loss.ts";
import { multiSimilarity } from "./multi-similarity.ts";
import { SimilarityLoss } from "./similarity-loss.ts";
import { supervisedContrastive } from "./supervised-contrastive.ts";

/** What a batch of embeddings costs, by the distances of its pairs; or by their similarities, for embeddings of length 1. */
const distanceLosses = ["contrastive", "triplet", "margin"] as const satisfies readonly DistanceLossName[];
export const similarityLosses = ["multi-similarity", "supervised-contrastive"] as const;
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
export type AnyBatchLoss = Pick<BatchLoss, "run">;

export const isSimilarityLoss = (loss: LossName): loss is (typeof similarityLosses)[number] =>
  (similarityLosses as readonly string[]).includes(loss);

/** A loss for batches of at most `n` embeddings of D numbers. Takes all the memory that it needs. */
export function createBatchLoss(
  engine: { arena: Arena; kernels: Kernels },
  n: number,
  D: number,
  options: LossOptions,
): AnyBatchLoss {
  const { loss, mining, margin } = options;
  if (!isSimilarityLoss(loss)) return new BatchLoss(engine, n, D, { loss, mining, margin });
  if (loss === "multi-similarity") {
    return new SimilarityLoss(engine, n, D, (similarities, stride, count, labels, slopes) =>
      multiSimilarity(similarities, stride, count, labels, slopes, { margin }),
    );
  }
  return new SimilarityLoss(engine, n, D, (similarities, stride, count, labels, slopes) =>
    supervisedContrastive(similarities, stride, count, labels, slopes, margin),
  );
}
