import { UnreadableFileError } from "../errors.ts";
import { decodeCheckpoint } from "../formats/decode-checkpoint.ts";
import type { Network } from "../nn/network.ts";
import type { TrainerState } from "../train/trainer.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { differences } from "./differences.ts";
import type { RunIdentity } from "./identity.ts";

/** What a run resumes from. */
export interface Resumed {
  /** As the run states it, with what only the checkpoint knows: the weights that it started with. */
  readonly identity: RunIdentity;
  readonly state: TrainerState;
}

/**
 * Where a checkpoint stands, for a run that states what it is.
 * @throws UnreadableFileError saying what differs, if it is not the checkpoint's run; if the file is damaged, or of
 *   another network
 */
export function resumedRun({ source, identity, bytes }: Checkpoint, network: Network, stated: RunIdentity): Resumed {
  const different = differences(identity, stated);
  if (different.length > 0) {
    throw new UnreadableFileError(
      `${source}: this run cannot be resumed, since something differs: ${different.join("; ")}. Give what it was ` +
        "started with, or start a new run.",
    );
  }
  const { state } = decodeCheckpoint(bytes, network, source);
  return { identity: { ...stated, init: identity.init, initFile: identity.initFile }, state };
}
