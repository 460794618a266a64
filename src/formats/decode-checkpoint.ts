import { UnreadableFileError } from "../errors.ts";
import { quote } from "../message-text.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { parseJson } from "../parse-json.ts";
import type { TrainerState } from "../train/trainer.ts";
import { AVERAGE, FORMAT, SLABS } from "./checkpoint.ts";
import { fromStateDict, type NamedTensor } from "./pytorch.ts";
import { decodeSafetensors } from "./safetensors.ts";

/** A checkpoint file's content: the state of a run, and the strings that say which run it is. */
export interface DecodedCheckpoint {
  readonly state: TrainerState;
  /** What the file's writer kept beside the state, such as the run's configuration. */
  readonly metadata: Readonly<Record<string, string>>;
}

function parseCounters(text: string | undefined, source: string) {
  const counters = parseJson(text ?? "") as Record<string, unknown> | null | undefined;
  const number = (key: string, most = Number.MAX_VALUE): number => {
    const value = counters?.[key];
    if (typeof value === "number" && value >= 0 && value <= most) return value;
    throw new UnreadableFileError(
      `${source}: expected a training checkpoint, but its counter "${key}" is missing or out of range.`,
    );
  };
  const step = number("step");
  if (!Number.isSafeInteger(step)) throw new UnreadableFileError(`${source}: expected a whole step, got ${step}.`);
  return {
    step,
    epochLoss: number("epochLoss"),
    beta1Power: number("beta1Power", 1),
    beta2Power: number("beta2Power", 1),
  };
}

/**
 * Reads a checkpoint that `encodeCheckpoint` wrote for a network of the same architecture.
 *
 * @param source the file's name, for errors
 * @throws UnreadableFileError if the bytes are no such checkpoint
 */
export function decodeCheckpoint(bytes: Uint8Array, network: Network, source = "checkpoint"): DecodedCheckpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  if (metadata.format !== FORMAT) {
    const got = metadata.format === undefined ? "none" : quote(metadata.format);
    throw new UnreadableFileError(`${source}: expected the format "${FORMAT}", got ${got}.`);
  }
  const { step, epochLoss, beta1Power, beta2Power } = parseCounters(metadata.counters, source);
  const random = tensors.get("random")?.data;
  if (!(random instanceof Uint32Array) || random.length !== 4 || random.every((word) => word === 0)) {
    throw new UnreadableFileError(
      `${source}: expected the generator's state, four 32-bit integers named random, not all zero.`,
    );
  }
  const slab = (prefix: string): Float32Array => {
    const named = [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor as NamedTensor] as const] : [],
    );
    const { layers, slabSize } = coreOf(network);
    const result = new Float32Array(slabSize);
    fromStateDict(result, layers, new Map(named), source);
    return result;
  };
  const v = slab(SLABS.v);
  // Adam takes their root: one negative number would turn a weight into NaN a step later.
  const negative = v.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new UnreadableFileError(`${source}: expected second moments of at least 0, got ${v[negative]}.`);
  }
  const state = {
    weights: slab(SLABS.weights),
    m: slab(SLABS.m),
    v,
    adam: { step, beta1Power, beta2Power },
    random,
    step,
    epochLoss,
    ...([...tensors.keys()].some((name) => name.startsWith(AVERAGE)) ? { average: slab(AVERAGE) } : {}),
  };
  return { state, metadata };
}
