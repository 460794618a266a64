import { encodeCheckpoint } from "../formats/checkpoint.ts";
import { decodeSafetensors } from "../formats/safetensors.ts";
import type { Run } from "./create-run.ts";
import { identityStrings, type RunIdentity, readIdentity } from "./identity.ts";

/** A stopped run, to be resumed: `loadCheckpoint` reads one. */
export interface Checkpoint {
  /** Which run it is. */
  readonly identity: RunIdentity;
  /** The whole file, and its name for errors. */
  readonly bytes: Uint8Array;
  readonly source: string;
}

/**
 * The state of a run, and which run it is, as a safetensors file.
 * @param metadata more strings to keep
 */
export function encodeRun(run: Run, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return encodeCheckpoint(run.network, run.trainer.state, { ...metadata, ...identityStrings(run.identity) });
}

/**
 * Reads which run a checkpoint is of; its numbers are read, and checked, when the run is resumed.
 *
 * @param source the file's name, for errors
 * @throws UnreadableFileError if the bytes are no checkpoint of a run
 */
export function loadCheckpoint(bytes: Uint8Array, source = "checkpoint"): Checkpoint {
  return { identity: readIdentity(decodeSafetensors(bytes, source).metadata, source), bytes, source };
}
