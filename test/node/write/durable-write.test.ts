import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type FileOperations,
  failureReason,
  OutputError,
  writeDurably,
} from "../../../src/node/write/durable-write.ts";

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

  const reasons = {
    ENOSPC: "no space left on the disk",
    EDQUOT: "the disk quota is used up",
    EIO: "the disk reports an error",
    EROFS: "the file system is read-only",
    EACCES: "permission denied",
  };
  const failures = Object.keys(reasons) as (keyof typeof reasons)[];
  const verbs = { "open file": "write", write: "write", "sync file": "sync", "close file": "sync", rename: "replace" };

  describe.each(Object.entries(verbs))("that fails at: %s", (failing, verb) => {
    it.each(failures)("keeps the old file, and leaves nothing else: %s", async (code) => {
      const path = join(folder, "model");
      await writeFile(path, "the old content");
      await expect(writeDurably(path, bytes("the new content"), operations(failing, code).files)).rejects.toThrow(
        new OutputError(`${path}: could not ${verb} this file: ${reasons[code]}.`),
      );
      expect(await readFile(path, "utf8")).toBe("the old content");
      expect(await readdir(folder)).toEqual(["model"]);
    });

    it("leaves nothing where there was no file", async () => {
      const path = join(folder, "model");
      await expect(writeDurably(path, bytes("x"), operations(failing).files)).rejects.toThrow(OutputError);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  describe.each(["open folder", "sync folder", "close folder"])("that fails at: %s", (failing) => {
    it.each(failures)("says that the new content may not outlive a power cut: %s", async (code) => {
      const path = join(folder, "model");
      await writeFile(path, "the old content");
      await expect(writeDurably(path, bytes("new"), operations(failing, code).files)).rejects.toThrow(
        new OutputError(`${path}: could not sync the folder of this file: ${reasons[code]}.`),
      );
      expect(await readFile(path, "utf8")).toBe("new");
      expect(await readdir(folder)).toEqual(["model"]);
    });
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

describe("writeDurably on a real system", () => {
  const module = JSON.stringify(new URL("../../../src/node/write/durable-write.ts", import.meta.url).href);
  const script = (path: string, length: number) => `
    const { writeDurably } = await import(${module});
    await writeDurably(${JSON.stringify(path)}, new Uint8Array(${length}))
      .catch((error) => console.log(error.message));`;
  const node = (path: string, length: number) =>
    [process.execPath, "--import", "tsx", "--input-type=module", "-e", script(path, length)].map(
      (word) => `'${word.replaceAll("'", "'\\''")}'`,
    );
  const shell = (command: string) => execFileSync("sh", ["-c", command], { encoding: "utf8" }).trim();

  it.skipIf(process.platform === "win32")(
    "refuses to grow past the limit on a file's size, the old file intact",
    () => {
      const path = join(folder, "model");
      writeFileSync(path, "the old content");
      // Blocks of 512 bytes.
      expect(shell(`ulimit -f 64; ${node(path, 2 ** 20).join(" ")}`)).toBe(
        `${path}: could not write this file: it is larger than the file system allows.`,
      );
      expect(readFileSync(path, "utf8")).toBe("the old content");
      expect(readdirSync(folder)).toEqual(["model"]);
    },
  );

  // Needs the right to mount, which a machine of CI has and a container may not.
  const canMount = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"]).status === 0;
  const onDisk = (options: string, before: string, length: number) => {
    const path = join(folder, "disk", "model");
    const disk = `'${folder}/disk'`;
    const mount = `mkdir ${disk} && mount -t tmpfs -o size=256k none ${disk} && printf old > '${path}'`;
    const run = `${before} ${node(path, length).join(" ")}; cat '${path}'; echo; ls '${folder}/disk'`;
    const inner = `${mount} ${options} && { ${run}; }`;
    const flags = ["--user", "--map-root-user", "--mount", "sh", "-c", inner];
    return { path, lines: execFileSync("unshare", flags, { encoding: "utf8" }).trim().split("\n") };
  };

  it.skipIf(!canMount)("tells of a disk that is full, the old file intact", () => {
    const { path, lines } = onDisk("", "", 2 ** 20);
    expect(lines).toEqual([`${path}: could not write this file: no space left on the disk.`, "old", "model"]);
  });

  it.skipIf(!canMount)("tells of a file system that is read-only, the old file intact", () => {
    const { path, lines } = onDisk(`&& mount -o remount,ro '${folder}/disk'`, "", 10);
    expect(lines).toEqual([`${path}: could not write this file: the file system is read-only.`, "old", "model"]);
  });

  it.skipIf(!process.getuid)("tells of a folder without the right to write, the old file intact", async () => {
    const path = join(folder, "model");
    writeFileSync(path, "the old content");
    await chmod(folder, 0o555);
    // The superuser writes wherever it likes: the child gives that up once all modules are there.
    const drop = process.getuid?.() === 0 ? "process.setgid(65534); process.setuid(65534);" : "";
    const child = script(path, 10).replace("await writeDurably", `${drop} await writeDurably`);
    const out = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", child], {
      encoding: "utf8",
    });
    expect(out.trim()).toBe(`${path}: could not write this file: permission denied.`);
    await chmod(folder, 0o755);
    expect(readFileSync(path, "utf8")).toBe("the old content");
    expect(readdirSync(folder)).toEqual(["model"]);
  });
});

it("gives an unknown failure's own words, on one line", () => {
  expect(failureReason(failure("EWHATEVER"))).toBe("EWHATEVER: made up by a test");
  expect(failureReason("just text")).toBe("just text");
});
