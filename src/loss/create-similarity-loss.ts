import type { CreateBatchLoss } from "./loss-names.ts";
import { multiSimilarity } from "./multi-similarity.ts";
import { SimilarityLoss } from "./similarity-loss.ts";
import { supervisedContrastive } from "./supervised-contrastive.ts";

/** A loss by the similarities of a batch: multi-similarity, or supervised contrastive, whose temperature is the margin. */
export const createSimilarityLoss: CreateBatchLoss = (engine, n, D, { loss, margin }) =>
  new SimilarityLoss(engine, n, D, (similarities, stride, count, labels, slopes) =>
    loss === "multi-similarity"
      ? multiSimilarity(similarities, stride, count, labels, slopes, { margin })
      : supervisedContrastive(similarities, stride, count, labels, slopes, margin),
  );
