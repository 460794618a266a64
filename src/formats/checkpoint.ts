import { coreOf, type Network } from "../nn/network.ts";
import type { TrainerState } from "../train/trainer.ts";
import { toStateDict } from "./pytorch.ts";
import { encodeSafetensors } from "./safetensors.ts";

export const FORMAT = "siamese-simd checkpoint 1";
export const AVERAGE = "average.";
export const SLABS = { weights: "", m: "adam.m.", v: "adam.v." } as const;

/**
 * The state of a run as a safetensors file: the weights as in a model file, Adam's moments under `adam.m.` and `adam.v.`,
 * the mean of the last weights, if one is taken, under `average.`, the generator's state, and the counters in the
 * metadata.
 *
 * @param metadata more strings to keep: what tells this run from others
 */
export function encodeCheckpoint(
  network: Network,
  state: TrainerState,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const { layers } = coreOf(network);
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array | Uint32Array }>();
  for (const key of ["weights", "m", "v"] as const) {
    for (const [name, tensor] of toStateDict(state[key], layers)) {
      tensors.set(SLABS[key] + name, tensor);
    }
  }
  if (state.average) {
    for (const [name, tensor] of toStateDict(state.average, layers)) {
      tensors.set(AVERAGE + name, tensor);
    }
  }
  tensors.set("random", { shape: [state.random.length], data: state.random });
  const { adam, step, epochLoss } = state;
  // A number's shortest decimal form reads back to the same bits.
  const counters = { step, epochLoss, beta1Power: adam.beta1Power, beta2Power: adam.beta2Power };
  return encodeSafetensors(tensors, { ...metadata, format: FORMAT, counters: JSON.stringify(counters) });
}
