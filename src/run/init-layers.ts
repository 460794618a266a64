import { parseArchitecture } from "../formats/architecture.ts";
import { decodeSafetensors } from "../formats/safetensors.ts";
import { isSimilarityLoss } from "../loss/loss-names.ts";
import type { Architecture } from "../nn/architecture.ts";
import type { Layer } from "../nn/layers/index.ts";
import type { Recipe } from "../train/recipe.ts";

/**
 * The architecture that a file of weights names.
 * @returns undefined if it names none, as one from PyTorch
 * @throws UnreadableFileError if the file is damaged
 */
export function initArchitecture(bytes: Uint8Array, source: string): Architecture | undefined {
  const { architecture } = decodeSafetensors(bytes, source).metadata;
  return architecture === undefined ? undefined : parseArchitecture(architecture, `${source}, metadata`).architecture;
}

/**
 * Layers with the end that a recipe's loss needs. A division by the length has no weights, so the same file fits either way:
 * losses by similarities need one, and embeddings of length 1 are never a margin of more than 2 apart.
 */
export function endedFor({ loss, margin }: Recipe, layers: readonly Layer[]): readonly Layer[] {
  const plain = layers.at(-1)?.type === "normalise" ? layers.slice(0, -1) : layers;
  if (isSimilarityLoss(loss)) return [...plain, { type: "normalise" }];
  return margin > 2 ? plain : layers;
}
