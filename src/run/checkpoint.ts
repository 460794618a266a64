import { UnreadableFileError } from "../errors.ts";
import { encodeCheckpoint } from "../formats/checkpoint.ts";
import { decodeCheckpoint } from "../formats/decode-checkpoint.ts";
import { decodeSafetensors } from "../formats/safetensors.ts";
import type { Network } from "../nn/network.ts";
import type { Checkpoint, Run } from "./create-run.ts";
import { differences } from "./differences.ts";
import { identityStrings, type RunIdentity, readIdentity } from "./identity.ts";
import type { Training } from "./train.ts";

/**
 * The state of a run as a safetensors file, from which `resume` continues to the same bits.
 *
 * @param metadata more strings to keep
 * @throws Error before the first event of a training
 */
export const saveCheckpoint = (
  { network, state, identity }: Pick<Training, "network" | "state" | "identity">,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array => encodeCheckpoint(network, state, { ...metadata, ...identityStrings(identity) });

/** As `saveCheckpoint`, of a run that is under way. */
export const encodeRun = (
  { network, trainer, identity }: Run,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array => saveCheckpoint({ network, state: trainer.state, identity }, metadata);

/**
 * Reads which run a checkpoint is of; its numbers are read, and checked, when the run is resumed.
 *
 * @param source the file's name, for errors
 * @throws UnreadableFileError if the bytes are no checkpoint of a run
 */
export function loadCheckpoint(bytes: Uint8Array, source = "checkpoint"): Checkpoint {
  const identity = readIdentity(decodeSafetensors(bytes, source).metadata, source);
  const resume = (network: Network, stated: RunIdentity) => {
    const different = differences(identity, stated);
    if (different.length > 0) {
      throw new UnreadableFileError(
        `${source}: this run cannot be resumed, since something differs: ${different.join("; ")}. Give what it was ` +
          "started with, or start a new run.",
      );
    }
    const { state } = decodeCheckpoint(bytes, network, source);
    return { identity: { ...stated, init: identity.init, initFile: identity.initFile }, state };
  };
  return { identity, resume };
}
