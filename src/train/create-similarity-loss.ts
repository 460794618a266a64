import { multiSimilarity } from "../loss/multi-similarity.ts";
import { SimilarityLoss } from "../loss/similarity-loss.ts";
import { supervisedContrastive } from "../loss/supervised-contrastive.ts";
import type { CreateBatchLoss } from "./image-step.ts";

/** A loss by the similarities of a batch: multi-similarity, or supervised contrastive, whose temperature is the margin. */
export const createSimilarityLoss: CreateBatchLoss = (engine, { architecture, dimension }, batch, { loss, margin }) => {
  // Only of embeddings of length 1 is the scalar product a similarity.
  if (architecture.layers.at(-1)?.type !== "normalise") {
    throw new TypeError(`The loss "${loss}" needs a network whose last layer is "normalise".`);
  }
  return new SimilarityLoss(engine, batch, dimension, (similarities, stride, n, labels, slopes) =>
    loss === "multi-similarity"
      ? multiSimilarity(similarities, stride, n, labels, slopes, { margin })
      : supervisedContrastive(similarities, stride, n, labels, slopes, margin),
  );
};
