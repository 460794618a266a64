import { existsSync } from "node:fs";
import { join } from "node:path";
import { UnreadableFileError } from "../../errors.ts";
import { checkOptions } from "../../options.ts";
import { parseJson } from "../../parse-json.ts";
import { loadCheckpoint } from "../../run/checkpoint.ts";
import { type Checkpoint, createRun, type TrainOptions } from "../../run/create-run.ts";
import type { TrainEvent } from "../../train/events.ts";
import { readBytes } from "../read/read-bytes.ts";
import { prepareRunFolder } from "./run-folder.ts";
import type { RunSummary } from "./run-results.ts";
import { runTraining } from "./training-run.ts";

export interface FolderOptions {
  /**
   * If the folder holds a run already: "refuse" it (the default), "resume" it from its checkpoint, to the same bits as if
   * it had never been stopped, or "replace" it.
   */
  readonly existing?: "refuse" | "resume" | "replace";
  /** Steps between checkpoints. Default: one whenever an epoch is measured. */
  readonly checkpointEvery?: number;
  /** Stops the run after a checkpoint. */
  readonly signal?: AbortSignal;
  /** Called with every step and every epoch. */
  readonly onEvent?: (event: TrainEvent) => void;
}

/**
 * The checkpoint in a run folder.
 * @returns undefined if there is none yet
 * @throws UnreadableFileError if it is damaged
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const path = join(folder, "checkpoint.safetensors");
  return existsSync(path) ? loadCheckpoint(await readBytes(path), path) : undefined;
}

/** The summary of a run that is finished. */
async function readSummary(folder: string): Promise<RunSummary | undefined> {
  const path = join(folder, "summary.json");
  if (!existsSync(path)) return undefined;
  const summary = parseJson(new TextDecoder().decode(await readBytes(path)));
  if (typeof summary === "object" && summary !== null && "fingerprint" in summary) return summary as RunSummary;
  throw new UnreadableFileError(`${path}: expected the summary of a finished run, got other data.`);
}

/**
 * Trains as `train` does and writes the run folder that the command line writes: model.safetensors,
 * checkpoint.safetensors, metrics.jsonl, summary.json and two pictures.
 *
 * @returns the summary, of a run that is finished already the one that stands there; or undefined if `signal` stopped the run: its checkpoint then stands in the folder
 * @throws TypeError, RangeError, UnreadableFileError as `train` does; OutputError if the folder cannot be written, or
 *   holds a run that is not to be replaced
 */
export async function trainToFolder(
  folder: string,
  options: TrainOptions,
  folderOptions: FolderOptions = {},
): Promise<RunSummary | undefined> {
  checkOptions(folderOptions, "trainToFolder", ["existing", "checkpointEvery", "signal", "onEvent"]);
  const { existing = "refuse", checkpointEvery, signal, onEvent = () => {} } = folderOptions;
  if (!options.heldOut) throw new TypeError("trainToFolder: expected heldOut, images to judge the run by.");
  const resume = existing === "resume" ? await readCheckpoint(folder) : undefined;
  const run = await createRun(resume ? { ...options, resume } : options);
  try {
    if (resume && run.trainer.step === run.trainer.steps) {
      const summary = await readSummary(folder);
      if (summary) return summary;
    }
    await prepareRunFolder(folder, { force: existing === "replace", resume: existing === "resume" });
    return await runTraining({
      folder,
      run,
      onEvent,
      ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
      ...(signal ? { signal } : {}),
    });
  } finally {
    if (!options.network) run.network.close();
  }
}
