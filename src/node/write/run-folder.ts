import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { failureReason, OutputError } from "./durable-write.ts";

export { OutputError };

/** The files of a run; a folder with one of them holds a run. */
export const RUN_FILES: readonly string[] = [
  "model.safetensors",
  "checkpoint.safetensors",
  "metrics.jsonl",
  "summary.json",
  "Siamese_loss.png",
  "Siamese_test.png",
];

export interface RunFolder {
  /** As it was given. */
  readonly path: string;
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** The folders of a path that do not exist yet, the outermost first. */
async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      await stat(folder);
      return missing;
    } catch (error) {
      if (codeOf(error) !== "ENOENT" || folder === dirname(folder)) throw error;
      missing.unshift(folder);
    }
  }
}

/** Makes and removes a file: permission bits alone do not tell whether a folder can be written to. */
async function tryWriting(folder: string): Promise<void> {
  const probe = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  const file = await open(probe, "wx");
  await file.close();
  await rm(probe);
}

/** Removes the temporary files of writes that a killed run did not end; see `writeDurably`. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const written = RUN_FILES.find((file) => name.startsWith(`${file}.`));
    if (written && /^\.[0-9a-f]{12}\.tmp$/.test(name.slice(written.length))) await rm(join(folder, name));
  }
}

/**
 * Makes sure that a run can be written to a folder: makes it, with the folders around it, if it does not exist.
 * A folder with other files in it is fine; they are left alone, as is an earlier run's content with `force`, until
 * the new run's files replace it one by one.
 *
 * @throws OutputError if the folder holds a run and `force` is false, if the path is a file, or if the folder cannot
 * be made or written to; folders made on the way are removed again
 */
export async function prepareRunFolder(
  path: string,
  options: { force: boolean; resume?: boolean },
): Promise<RunFolder> {
  const fail = (what: string, cause?: unknown) => new OutputError(`${path}: ${what}`, { cause });
  if (path === "") throw new OutputError("The run folder has an empty name; choose another.");
  const made: string[] = [];
  try {
    const missing = await missingFolders(path);
    if (missing.length === 0 && !(await stat(path)).isDirectory()) {
      throw fail("expected a folder, this is a file; choose another.");
    }
    for (const folder of missing) {
      await mkdir(folder);
      made.push(folder);
    }
    const held = (await readdir(path)).find((name) => RUN_FILES.includes(name));
    if (held !== undefined && !options.force && !options.resume) {
      throw fail(
        `already holds a run (${held}); choose another folder, or resume it (--resume; in code existing: "resume") or ` +
          'replace it (--force; in code existing: "replace").',
      );
    }
    await tryWriting(path);
    if (options.resume) await removeLeftovers(path);
    return { path };
  } catch (error) {
    // Only empty folders go: what another program has put there meanwhile stays.
    for (const folder of made.reverse()) await rmdir(folder).catch(() => {});
    if (error instanceof OutputError) throw error;
    throw fail(`cannot be the run folder: ${failureReason(error)}.`, error);
  }
}
