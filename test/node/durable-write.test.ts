import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileOperations, failureReason, OutputError, writeDurably } from "../../src/node/durable-write.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "durable-"));
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const failure = (code: string) => Object.assign(new Error(`${code}: made up\nby a test`), { code });

/** The real operations, logged; the one named `failing` fails, a write after half of its bytes. */
function operations(failing?: string, code = "EIO"): { files: FileOperations; log: string[] } {
  const log: string[] = [];
  const step = async (name: string, run: () => Promise<void>) => {
    log.push(name);
    if (name === failing) throw failure(code);
    await run();
  };
  const files: FileOperations = {
    async open(path, flags) {
      const kind = flags === "r" ? "folder" : "file";
      await step(`open ${kind}`, async () => {});
      const handle = await open(path, flags);
      return {
        writeFile: async (data) => {
          if (failing === "write") await handle.writeFile(data.subarray(0, data.length >> 1));
          await step("write", () => handle.writeFile(data));
        },
        sync: () => step(`sync ${kind}`, () => handle.sync()),
        close: async () => {
          await handle.close();
          await step(`close ${kind}`, async () => {});
        },
      };
    },
    rename: (from, to) => step("rename", () => rename(from, to)),
    rm: (path, options) => step("rm", () => rm(path, options)),
  };
  return { files, log };
}

describe("writeDurably", () => {
  it("writes a new file, and replaces an old one", async () => {
    const path = join(folder, "model");
    await writeDurably(path, bytes("one, longer"));
    expect(await readFile(path, "utf8")).toBe("one, longer");
    await writeDurably(path, bytes("two"));
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(folder)).toEqual(["model"]);
  });

  it("syncs the file before the rename and the folder after it", async () => {
    const { files, log } = operations();
    await writeDurably(join(folder, "model"), bytes("one"), files);
    const file = ["open file", "write", "sync file", "close file", "rename"];
    expect(log).toEqual([...file, "open folder", "sync folder", "close folder"]);
  });

  it.each(["open file", "write", "sync file", "close file", "rename"])(
    "keeps the old file and leaves nothing else if it fails at: %s",
    async (failing) => {
      const path = join(folder, "model");
      await writeFile(path, "the old content");
      const error = await writeDurably(path, bytes("the new content"), operations(failing, "ENOSPC").files).catch(
        (e) => e,
      );
      expect(error).toBeInstanceOf(OutputError);
      expect(error.message).toMatch(/model: could not (write|sync|replace) this file: no space left on the disk\.$/);
      expect(error.message).not.toContain("\n");
      expect(await readFile(path, "utf8")).toBe("the old content");
      expect(await readdir(folder)).toEqual(["model"]);
    },
  );

  it.each(["open folder", "sync folder", "close folder"])("says so if it fails at: %s", async (failing) => {
    const path = join(folder, "model");
    await writeFile(path, "the old content");
    await expect(writeDurably(path, bytes("new"), operations(failing).files)).rejects.toThrow(
      new OutputError(`${path}: could not sync the folder of this file: the disk reports an error.`),
    );
    expect(await readFile(path, "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["model"]);
  });

  it("tells of the first failure if cleaning up fails too", async () => {
    const { files } = operations("rename", "EROFS");
    files.rm = () => Promise.reject(failure("EIO"));
    await expect(writeDurably(join(folder, "model"), bytes("x"), files)).rejects.toThrow("is read-only.");
  });

  it("says what is in the way", async () => {
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "file"), "");
    const write = (name: string) => writeDurably(join(folder, name), bytes("x"));
    await expect(write("taken")).rejects.toThrow("there is a folder of that name.");
    await expect(write("none/model")).rejects.toThrow("there is no such folder.");
    await expect(write("file/model")).rejects.toThrow("a part of the path is a file.");
    expect((await readdir(folder)).sort()).toEqual(["file", "taken"]);
  });

  it("replaces a link and leaves what it points to", async () => {
    await writeFile(join(folder, "target"), "precious");
    await symlink("target", join(folder, "link"));
    await writeDurably(join(folder, "link"), bytes("x"));
    expect(await readFile(join(folder, "target"), "utf8")).toBe("precious");
    expect(await readFile(join(folder, "link"), "utf8")).toBe("x");
  });
});

it("gives an unknown failure's own words, on one line", () => {
  expect(failureReason(failure("EWHATEVER"))).toBe("EWHATEVER: made up by a test");
  expect(failureReason("just text")).toBe("just text");
});
