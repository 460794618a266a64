import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { openDataFile, openDataPath } from "../../../src/node/read/data-files.ts";
import { readBytes } from "../../../src/node/read/read-bytes.ts";
import * as files from "../../../src/read/data-file.ts";
import { expectCheap, expectUnreadable, TemporaryFolder } from "../temporary-folder.ts";

const readUnpacked = async (path: string) => files.readUnpacked(await openDataFile(path));
const readStart = async (path: string, length: number) => files.readStart(await openDataFile(path), length);

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

// More than one chunk, and noise, so that gzip cannot shrink it.
const noise = new Uint8Array(700_001);
for (let i = 0, x = 1; i < noise.length; i++) {
  x = (Math.imul(x, 1103515245) + 12345) >>> 0;
  noise[i] = x >>> 24;
}

describe("reading bytes", () => {
  it("reads a plain and a gzipped file to the same bytes, told apart by content", async () => {
    const plain = folder.write("plain.gz", noise);
    const packed = folder.write("packed.bin", gzipSync(noise));
    expect(Buffer.compare(await readUnpacked(plain), noise)).toBe(0);
    expect(Buffer.compare(await readUnpacked(packed), noise)).toBe(0);
    expect([...(await readStart(packed, 4))]).toEqual([...noise.subarray(0, 4)]);
    expect([...(await readStart(folder.write("short", "ab"), 4))]).toEqual([97, 98]);
  });

  it("leaves a file as it is whose first bytes are gzip's by chance, where no gzip is expected", async () => {
    const model = Uint8Array.of(0x1f, 0x8b, 0, 0, 0, 0, 0, 0, 0x7b);
    expect(await readBytes(folder.write("model.safetensors", model))).toEqual(model);
  });

  it("reads an empty file, and one of a single byte", async () => {
    expect(await readUnpacked(folder.write("empty", ""))).toHaveLength(0);
    expect(await readUnpacked(folder.write("one", Uint8Array.of(0x1f)))).toEqual(Uint8Array.of(0x1f));
  });

  it("says in a line what is wrong", async () => {
    await expectUnreadable(readBytes(folder.join("none")), "none: no such file.");
    await expectUnreadable(readBytes(`${folder.write("file", "x")}/none`), "none: no such file.");
    await expectUnreadable(readBytes(folder.path), "expected a file, got a folder.");
    await expectUnreadable(readBytes("/dev/zero"), "expected a file, got a device.");
    await expectUnreadable(
      readBytes(folder.write("ten", new Uint8Array(10)), 9),
      "expected at most 9 bytes, got more.",
    );
    const packed = gzipSync(noise);
    const cut = folder.write("cut.gz", packed.subarray(0, packed.length - 100));
    await expectUnreadable(readUnpacked(cut), "cut.gz: expected whole gzip data");
    packed[5000] ^= 0xff;
    await expectUnreadable(readUnpacked(folder.write("bad.gz", packed)), "bad.gz: expected whole gzip data");
    await expectUnreadable(readUnpacked(folder.write("two.gz", Uint8Array.of(0x1f, 0x8b))), "whole gzip data");
  });

  it("stops at a packed bomb before it costs time or memory", async () => {
    const bomb = folder.write("bomb.gz", gzipSync(new Uint8Array(2 ** 27)));
    await expectCheap(() => expectUnreadable(readUnpacked(bomb), "bomb.gz: expected gzip data of at most"), 400, 100);
  });

  it.skipIf(process.platform === "win32")(
    "never waits for what is no file, and says in words what is wrong",
    async () => {
      const pipe = folder.join("pipe");
      execFileSync("mkfifo", [pipe]);
      await expectUnreadable(readBytes(pipe), "pipe: expected a file, got a device.");
      await expectUnreadable(readBytes("/dev/zero"), "/dev/zero: expected a file, got a device.");
      symlinkSync("circle", folder.join("circle"));
      await expectUnreadable(readBytes(folder.join("circle")), "circle: cannot be read: the path is a circle of");
      await expectUnreadable(readBytes(folder.join("x".repeat(300))), "cannot be read: the name is too long.");
      mkdirSync(folder.join("classes"));
      symlinkSync("nowhere", folder.join("classes/a"));
      await expectUnreadable(openDataPath(folder.join("classes")), "classes/a: no such file.");
      mkdirSync(folder.join("loop/deep"), { recursive: true });
      symlinkSync("..", folder.join("loop/deep/up"));
      await expectUnreadable(
        openDataPath(folder.join("loop")),
        "up: expected a folder, got a link to one that it lies in.",
      );
      await expectUnreadable(openDataPath(folder.join("none")), "none: no such file.");
      await expectUnreadable(openDataPath(folder.join("a\0b")), "a\\u0000b: no file can have such a name.");
      await expectUnreadable(readBytes(folder.join("a\u001b[2J\n")), "a\\u001b[2J\\u000a: no such file.");
    },
  );
});
