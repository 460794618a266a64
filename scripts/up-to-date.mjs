// Makes files only when what they are made from has changed. The contents are compared, not the times: a fresh clone, a
// change of branch and a copied folder all come out right.
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Of every file its SHA-256; of a file that cannot be read: "none". */
function hashes(paths) {
  return Object.fromEntries(
    paths.map((path) => {
      try {
        return [path, createHash("sha256").update(readFileSync(path)).digest("hex")];
      } catch {
        return [path, "none"];
      }
    }),
  );
}

const isSame = (stamp) => JSON.stringify(hashes(Object.keys(stamp))) === JSON.stringify(stamp);

/**
 * Runs `make` unless the files that it made last time, and all that it made them from, have the same content still.
 * Two processes may do so at once: what is made is renamed to its place when it is whole, the note of it last.
 *
 * @param {string} name names the note, `build/<name>.json`
 * @param {readonly string[]} outputs files that `make` leaves in the folder it is given, by their base names
 * @param {(folder: string) => Promise<readonly string[]>} make returns the files that it read
 * @returns {Promise<boolean>} whether anything was made
 */
export async function bringUpToDate(name, outputs, make) {
  const note = join("build", `${name}.json`);
  try {
    const { made, from } = JSON.parse(readFileSync(note, "utf8"));
    if (Object.keys(made).join() === outputs.join() && isSame(made) && isSame(from)) return false;
  } catch {
    // No note, or one that cannot be read: all is to be made.
  }
  mkdirSync("build", { recursive: true });
  const begin = performance.timeOrigin + performance.now();
  const folder = mkdtempSync(join("build", `.${name}-`));
  try {
    const read = await make(folder);
    const from = hashes(read);
    for (const output of outputs) renameSync(join(folder, basename(output)), output);
    // A file that was edited meanwhile may have been read as it was before: no note, so that all is made again.
    if (read.some((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > begin)) return true;
    writeFileSync(join(folder, "note"), JSON.stringify({ made: hashes(outputs), from }));
    renameSync(join(folder, "note"), note);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
