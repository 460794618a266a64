import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type ByteSource, fromBlob, fromBytes } from "../../src/read/byte-source.ts";
import { readZip } from "../../src/read/zip.ts";
import { expectCheap, expectUnreadable } from "../node/temporary-folder.ts";
import { makeZip } from "./zip-file.ts";

const folder = fileURLToPath(new URL("../fixtures/archives/", import.meta.url));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const open = (bytes: Uint8Array) => readZip(fromBytes(bytes), "x.zip");

async function unpack(archive: ByteSource): Promise<Record<string, string>> {
  const entries = await readZip(archive, "x.zip");
  const pairs = entries.map(async ({ name, read }) => [name, new TextDecoder().decode(await read())]);
  return Object.fromEntries(await Promise.all(pairs));
}

describe("readZip", () => {
  const python = new Uint8Array(readFileSync(`${folder}folder.zip`));
  const expected = {
    "cat/1.txt": "one ".repeat(500),
    "cat/2.txt": "two",
    "größe/日本.txt": "three",
    empty: "",
    "large.txt": "four".repeat(100),
  };

  it("reads what Python writes, from memory and from a Blob", async () => {
    expect(await unpack(fromBytes(python))).toEqual(expected);
    expect(await unpack(fromBlob(new Blob([python])))).toEqual(expected);
  });

  it("reads the directory first, and an entry when it is asked for", async () => {
    const reads: [number, number][] = [];
    const counted: ByteSource = {
      size: python.length,
      read: async (start, end) => {
        reads.push([start, end]);
        return python.subarray(start, end);
      },
    };
    const entries = await readZip(counted, "x");
    const before = reads.length;
    await entries[1].read();
    expect(reads.length).toBe(before + 1);
    const [start, end] = reads[before];
    expect(end - start).toBeLessThan(100);
  });

  it("reads ZIP64, backslashes, names of code page 437, and a comment that looks like an end", async () => {
    const wide = makeZip([{ name: "a", data: text("wide"), zip64: true }], { zip64: true });
    expect(await unpack(fromBytes(wide))).toEqual({ a: "wide" });
    const old = makeZip([{ name: Uint8Array.of(0x94, 0x5c, 0x61), data: text("old"), flags: 0 }]);
    expect(await unpack(fromBytes(old))).toEqual({ "ö/a": "old" });
    const comment = makeZip([{ name: "a", data: text("b") }], { comment: `PK\u0005\u0006${"\0".repeat(18)}and more` });
    expect(await unpack(fromBytes(comment))).toEqual({ a: "b" });
  });

  it("reads an archive without entries", async () => expect(await open(makeZip([]))).toEqual([]));

  const a = { name: "a", data: text("aaaaaaaaaaaa") };
  const link = { name: "l", data: text("/etc/passwd"), madeBy: 3 << 8, attributes: 0o120777 * 2 ** 16 };
  it.each([
    ["no bytes", new Uint8Array(), "x.zip: expected a whole ZIP archive, its end is missing."],
    ["an archive cut short", makeZip([a]).subarray(0, -1), "its end is missing."],
    [
      "a million entries",
      makeZip([a], { zip64: true, count: 1_000_000 }),
      "at most 250000 entries, it claims 1000000.",
    ],
    ["more entries than there are", makeZip([a], { count: 2 }), "does not fit."],
    [
      "an entry fewer than its directory's size",
      makeZip([a, { name: "b" }], { count: 3, size: 150 }),
      "x.zip: a ZIP directory",
    ],
    ["a directory past the end", makeZip([a], { start: 2 ** 31 }), "at byte 2147483648 does not fit."],
    ["several disks", makeZip([a], { disk: 1 }), "in several parts is not read here; join them."],
    ["a path that leads out", makeZip([{ name: "../../a" }]), 'its entry "../../a" has a path with "..".'],
    ["one by backslashes", makeZip([{ name: "a\\..\\..\\b" }]), 'has a path with "..".'],
    ["an absolute path", makeZip([{ name: "/etc/passwd" }]), 'its entry "/etc/passwd" has an absolute path.'],
    ["a drive", makeZip([{ name: "C:\\a" }]), 'its entry "C:/a" has an absolute path.'],
    ["an empty name", makeZip([{ name: "" }]), "has a path with an empty part."],
    [
      "a name with controls",
      makeZip([{ name: "a\u001b[2J\n" }]),
      'its entry "a\\u001b[2J\\n" has a name with control characters.',
    ],
    ["a name that is no UTF-8", makeZip([{ name: Uint8Array.of(0xff) }]), "has a name that is no UTF-8."],
    ["a link", makeZip([link]), 'its entry "l" is a link to another file'],
    ["a password", makeZip([{ ...a, flags: 1 }]), 'its entry "a" is encrypted; make the ZIP without a password.'],
    ["another packing", makeZip([{ ...a, method: 14 }]), "is packed by LZMA; make the ZIP with Deflate."],
    ["a name twice", makeZip([a, a]), 'it has "a" twice.'],
    [
      "entries that share their data",
      makeZip([a, { ...a, name: "b", start: 0 }]),
      'its entry "a" overlaps its entry "b".',
    ],
    [
      "an entry that reaches into the next",
      makeZip([{ ...a, packedSize: 80 }, { name: "b" }]),
      'its entry "a" overlaps its entry "b".',
    ],
    [
      "an entry that reaches into the directory",
      makeZip([{ ...a, packedSize: 80 }]),
      'its entry "a" overlaps its directory.',
    ],
    ["a size that nothing so short unpacks to", makeZip([{ ...a, size: 2 ** 20 }]), "claims to unpack from"],
    ["ZIP64 sizes that are missing", makeZip([{ ...a, size: 0xffffffff }]), "lacks its ZIP64 sizes."],
    ["a bomb", makeZip([{ name: "a", data: new Uint8Array(2 ** 25) }]), "they claim more."],
    [
      "a bomb of many entries",
      makeZip(Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, data: new Uint8Array(2 ** 20) }))),
      "they claim more.",
    ],
  ])("refuses %s", async (_, bytes, message) => {
    await expectCheap(() => expectUnreadable(open(bytes), message), 100, 20);
  });

  it.each([
    ["an entry with another CRC", [{ ...a, crc: 1 }], 'its entry "a" is damaged: its CRC does not fit.'],
    ["one that unpacks to more", [{ ...a, size: 5 }], "unpacks to more than its 5 bytes."],
    ["one that unpacks to less", [{ ...a, size: 13 }], 'its entry "a" is damaged.'],
    ["one with another name before its data", [{ ...a, localName: "b" }], "has another name before its data."],
    ["one that is not there", [{ name: "long" }, { ...a, start: 3, packedSize: 0, size: 0 }], "overlaps"],
    ["a stored one with another CRC", [{ ...a, stored: true, crc: 1 }], "its CRC does not fit."],
  ])("refuses %s when it is read", async (_, parts, message) => {
    const read = async () => {
      for (const entry of await open(makeZip(parts))) await entry.read();
    };
    await expectUnreadable(read(), message);
  });

  it("refuses an entry larger than it may be, before it is unpacked", async () => {
    const [entry] = await open(makeZip([a]));
    await expectUnreadable(entry.read(11), 'its entry "a" has 12 bytes, expected at most 11.');
  });

  it("stops at an entry that unpacks to more than it claims, within 100 ms", async () => {
    const bomb = makeZip([{ name: "a", data: new Uint8Array(2 ** 27), size: 2 ** 20 }]);
    const [entry] = await open(bomb);
    await expectCheap(() => expectUnreadable(entry.read(), "unpacks to more than its 1048576 bytes."), 100, 20);
  });

  it("opens 65,000 entries within a second", async () => {
    const many = makeZip(Array.from({ length: 65_000 }, (_, i) => ({ name: `f/${i}`, stored: true })));
    await expectCheap(async () => expect((await open(many)).length).toBe(65_000), 1000, 100);
  });
});
