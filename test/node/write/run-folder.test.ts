import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutputError, prepareRunFolder, RUN_FILES } from "../../../src/node/write/run-folder.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "run-folder-"));
});
afterEach(() => rm(parent, { recursive: true }));

async function refusal(path: string, force = false): Promise<string> {
  const error = await prepareRunFolder(path, { force }).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(OutputError);
  expect(error.message).not.toContain("\n");
  return error.message;
}

describe("prepareRunFolder", () => {
  it("makes a folder and those around it, and leaves it empty", async () => {
    const path = join(parent, "runs", "a", "b");
    expect(await prepareRunFolder(path, { force: false })).toEqual({ path });
    expect(await readdir(path)).toEqual([]);
    expect(await prepareRunFolder(path, { force: false })).toEqual({ path });
  });

  it("takes a folder with other files, and leaves them", async () => {
    await writeFile(join(parent, "notes.txt"), "mine");
    await prepareRunFolder(parent, { force: false });
    expect(await readdir(parent)).toEqual(["notes.txt"]);
  });

  it.each(RUN_FILES)("refuses a folder with %s, but not with force", async (name) => {
    await writeFile(join(parent, name), "hours of work");
    expect(await refusal(parent)).toBe(
      `${parent}: already holds a run (${name}); choose another folder, or resume it (--resume; in code existing: ` +
        '"resume") or replace it (--force; in code existing: "replace").',
    );
    await prepareRunFolder(parent, { force: true });
    expect(await readFile(join(parent, name), "utf8")).toBe("hours of work");
    expect(await readdir(parent)).toEqual([name]);
  });

  it("knows the six files that training writes", () => {
    expect([...RUN_FILES].sort()).toEqual(
      "Siamese_loss.png Siamese_test.png checkpoint.safetensors metrics.jsonl model.safetensors summary.json".split(
        " ",
      ),
    );
  });

  it("refuses a file, a path through a file, a dangling link and an empty name", async () => {
    await writeFile(join(parent, "file"), "");
    await symlink("nowhere", join(parent, "link"));
    expect(await refusal(join(parent, "file"), true)).toContain("file: expected a folder, this is a file;");
    expect(await refusal(join(parent, "file", "a", "b"))).toContain("a part of the path is a file.");
    expect(await refusal(join(parent, "link"))).toContain("link: cannot be the run folder: ");
    expect(await refusal("")).toContain("empty name");
    expect(await refusal(`${parent}/a\0b`)).toContain("cannot be the run folder: ");
    expect((await readdir(parent)).sort()).toEqual(["file", "link"]);
  });

  it("leaves no folder half-made", async () => {
    expect(await refusal(join(parent, "a", "b", "n".repeat(300), "c"))).toContain("the name is too long.");
    expect(await readdir(parent)).toEqual([]);
    await mkdir(join(parent, "a"));
    expect(await refusal(join(parent, "a", "b", "n".repeat(300)))).toContain("the name is too long.");
    expect(await readdir(parent)).toEqual(["a"]);
    expect(await readdir(join(parent, "a"))).toEqual([]);
  });

  // Permission bits do not stop root; /proc stops everyone.
  it.runIf(existsSync("/proc/self"))("refuses a folder that cannot be written to", async () => {
    expect(await refusal("/proc/run/a")).toContain("/proc/run/a: cannot be the run folder: ");
    expect(await refusal("/proc")).toContain("/proc: cannot be the run folder: ");
  });
});
