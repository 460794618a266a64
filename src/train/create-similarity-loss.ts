import { multiSimilarity } from "../loss/multi-similarity.ts";
import { SimilarityLoss } from "../loss/similarity-loss.ts";
import { supervisedContrastive } from "../loss/supervised-contrastive.ts";
import { coreOf } from "../nn/network.ts";
import type { CreateBatchLoss } from "./image-step.ts";

/** A loss by the similarities of a batch: multi-similarity, or supervised contrastive, whose temperature is the margin. */
export const createSimilarityLoss: CreateBatchLoss = (network, batch, { loss, margin }) => {
  // Only of embeddings of length 1 is the scalar product a similarity.
  if (network.architecture.layers.at(-1)?.type !== "normalise") {
    throw new TypeError(`The loss "${loss}" needs a network whose last layer is "normalise".`);
  }
  return new SimilarityLoss(
    coreOf(network).engine,
    batch,
    network.dimension,
    (similarities, stride, n, labels, slopes) =>
      loss === "multi-similarity"
        ? multiSimilarity(similarities, stride, n, labels, slopes, { margin })
        : supervisedContrastive(similarities, stride, n, labels, slopes, margin),
  );
};
