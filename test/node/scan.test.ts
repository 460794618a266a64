import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { encodeNpy } from "../../src/formats/npy.ts";
import { findShards, openShards } from "../../src/node/read/shards.ts";
import { findInShards } from "../../src/node/scan/shard-neighbours.ts";
import { createEmbeddingRows, NAMES_FORMAT, namesPath } from "../../src/node/write/embedding-rows.ts";
import { Random } from "../../src/random.ts";
import { createNearestIndex } from "../../src/search.ts";
import { expectUnreadable, TemporaryFolder } from "./temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const fingerprint = "9a".repeat(32);
const nameOf = (row: number) => `"${row}\\ é ] , \n.png`;

/** Integers, so that many are equally near, or fractions, so that each bit of a distance counts. */
function numbers(count: number, seed: number, kind: "integers" | "fractions"): Float32Array {
  const random = Random.fromSeed(seed);
  return Float32Array.from({ length: count }, () => (kind === "integers" ? random.below(4) : random.uniform() - 0.5));
}

/** Writes embeddings to .npy files of so many rows each. */
async function writeShards(name: string, embeddings: Float32Array, dimension: number, sizes: readonly number[]) {
  folder.write(`${name}/.hidden`, "");
  let row = 0;
  for (const [i, size] of sizes.entries()) {
    const path = folder.join(`${name}/${String(i).padStart(5, "0")}.npy`);
    const rows = await createEmbeddingRows(path, { dimension, fingerprint });
    const names = Array.from({ length: size }, (_, r) => nameOf(row + r));
    await rows.add(names, embeddings.subarray(row * dimension, (row + size) * dimension));
    await rows.finish();
    row += size;
  }
  return folder.join(name);
}

async function openFolder(path: string, dimension: number) {
  return openShards((await findShards(path)) ?? [], dimension, fingerprint);
}

describe("a scan of shards", () => {
  // Every tail: of rows among 4 and in a block, which has 1040 at 32 numbers, and 16 at 4096; of queries among 64.
  it.each([
    [32, "integers", 3, [0, 1040, 1, 2079, 5], 12, 2 ** 16],
    [3, "integers", 66, [700, 1, 303], 7, 2 ** 12],
    [10, "fractions", 5, [1, 4001], 9, 40],
    [4096, "fractions", 2, [17, 33], 50, 2 ** 20],
    [1, "integers", 1, [2], 5, 4],
  ] as const)("finds what an index in memory finds, to the bit: %i %s", async (D, kind, N, sizes, k, partBytes) => {
    const count = sizes.reduce<number>((sum, size) => sum + size, 0);
    const embeddings = numbers(count * D, 1, kind);
    const queries = numbers(N * D, 2, kind);
    const shards = await openFolder(await writeShards(`same-${D}`, embeddings, D, sizes), D);
    const index = await createNearestIndex(D);
    index.add(embeddings);
    const expected = index.nearest(queries, k);
    for (const threads of [1, 2, 5]) {
      let seen = 0;
      const onRows = (rows: number) => {
        seen += rows;
      };
      const found = await findInShards({ shards, queries, dimension: D, k, threads, partBytes, onRows });
      expect(found.k).toBe(expected.k);
      expect(found.distances).toEqual(expected.distances);
      expect(found.names).toEqual(Array.from(expected.numbers, nameOf));
      expect(seen).toBe(count);
    }
  });

  it("finds what lies infinitely far in f32, and reads files that other software wrote", async () => {
    const embeddings = Float32Array.of(3e38, 3e38, 1, 1);
    const path = folder.write("far/a.npy", encodeNpy(embeddings, [2, 2]));
    folder.write(
      "far/a.names.json",
      `{ "format": "${NAMES_FORMAT}",\n "fingerprint": "${fingerprint}",
      "names" : [ "far\\u00e9" ,\t"near" ] }\n`,
    );
    const shards = await openShards([{ path }], 2, fingerprint);
    const found = await findInShards({ shards, queries: Float32Array.of(-3e38, 0), dimension: 2, k: 3, threads: 2 });
    expect(found).toEqual({ k: 2, names: ["faré", "near"], distances: Float64Array.of(Infinity, Infinity) });
  });

  it("names a number that is not finite, and a file that became shorter", async () => {
    const embeddings = numbers(6000, 3, "fractions");
    const path = await writeShards("broken", embeddings, 2, [1000, 2000]);
    const shards = await openFolder(path, 2);
    const options = { shards, queries: Float32Array.of(0, 0), dimension: 2, k: 1, threads: 2, partBytes: 1024 };
    embeddings[2 * 1500 + 1] = Number.NaN;
    writeFileSync(shards[1].path, encodeNpy(embeddings.subarray(2000), [2000, 2]));
    await expectUnreadable(findInShards(options), "00001.npy: row 500: expected finite numbers, got another.");
    truncateSync(shards[1].path, 1000);
    await expectUnreadable(findInShards(options), "00001.npy: it became shorter while it was read.");
    await expectUnreadable(openFolder(path, 2), "00001.npy: expected 16000 bytes for an .npy array of (2000, 2)");
  });

  it.each([
    ["f32 of shape (N, 2), got f64 of (2, 2)", encodeNpy64()],
    ["f32 of shape (N, 2), got i32 of (1, 2)", encodeNpy(new Int32Array(2), [1, 2])],
    ["f32 of shape (N, 2), got f32 of (2, 3)", encodeNpy(new Float32Array(6), [2, 3])],
    ["f32 of shape (N, 2), got f32 of (4)", encodeNpy(new Float32Array(4), [4])],
    ["an .npy file, got other data", new TextEncoder().encode("PAR1")],
  ])("refuses others: expected %s", async (message, bytes) => {
    const path = folder.write("others/a.npy", bytes);
    await expectUnreadable(openShards([{ path }], 2, fingerprint), `a.npy: expected ${message}.`);
  });
});

function encodeNpy64(): Uint8Array {
  const bytes = encodeNpy(new Float32Array(8), [2, 2, 2]);
  const text = Buffer.from(bytes).toString("latin1").replace("<f4", "<f8").replace("(2, 2, 2)", "(2, 2)   ");
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

describe("the names of a shard", () => {
  const list = (names: string) => `{"format":"${NAMES_FORMAT}","fingerprint":"${fingerprint}","names":${names}`;
  it.each([
    ["expected 2 names, as many as embeddings, got 1", list('["a"]}')],
    ["expected 2 names, as many as embeddings, got 3", list('["a","b","c"]}')],
    ["got other data after 1 of them", list('["a",7]}')],
    ["got other data after 1 of them", list('["a",]}')],
    ["got other data after 1 of them", list('["a" "b"]}')],
    ["got other data after 2 of them", list('["a","b"],"more":1}')],
    ["got the end of the file after 1", list('["a","b')],
    ["got the end of the file after 2", list('["a","b"]')],
    ["name 1: expected a string of JSON", list('["a","\\x"]}')],
    ["name 1: expected at most 65536 bytes, got more", list(`["a","${"x".repeat(70_000)}"]}`)],
    ["expected the names that embed writes beside an .npy file, got other data", '{"names":["a","b"]}'],
    ["expected the names that embed writes beside an .npy file, got other data", ""],
  ])("that are broken: %s", async (message, text) => {
    const path = folder.write("names/a.npy", encodeNpy(new Float32Array(4), [2, 2]));
    writeFileSync(namesPath(path), text);
    const find = async () => {
      const shards = await openShards([{ path }], 2, fingerprint);
      return findInShards({ shards, queries: new Float32Array(2), dimension: 2, k: 2, threads: 1 });
    };
    await expectUnreadable(find(), message);
    expect((await expectedError(find())).startsWith(namesPath(path))).toBe(true);
  });

  it("of another network are refused", async () => {
    const path = await writeShards("other", new Float32Array(4), 2, [2]);
    const shards = (await findShards(path)) ?? [];
    await expectUnreadable(openShards(shards, 2, "00".repeat(32)), "expected embeddings by this model, got another's");
    await expectUnreadable(openShards([{ path: `${path}/none.npy` }], 2, fingerprint), "no such file");
  });
});

const expectedError = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.message);

it("tells a folder of shards from one of images", async () => {
  const path = await writeShards("kinds", new Float32Array(4), 2, [1, 1]);
  expect(await findShards(path)).toHaveLength(2);
  expect(await findShards(folder.join("none"))).toBeUndefined();
  folder.write("kinds/b.parquet", "");
  await expectUnreadable(findShards(path), "b.parquet: search reads shards of .npy alone; Parquet is for databases.");
  appendFileSync(folder.join("kinds/a.png"), "");
  expect(await findShards(path)).toBeUndefined();
});

describe("the manifest of embed --shards", () => {
  const line = (file: unknown, images: unknown) => `${JSON.stringify({ file, images })}\n`;
  const manifest = (shards: unknown) => JSON.stringify({ format: "siamese-simd shards 1", shards });
  it("says which files are shards, in its order", async () => {
    const path = await writeShards("listed", numbers(6, 1, "integers"), 2, [1, 2]);
    folder.write("listed/manifest.json", manifest(2));
    folder.write("listed/shards.jsonl", line("00001.npy", 2) + line("00000.npy", 1));
    // What else a folder of jobs holds.
    folder.write("listed/results/1.png", "");
    folder.write("listed/jobs.txt", "");
    expect((await openFolder(path, 2)).map(({ rows }) => rows)).toEqual([2, 1]);
    folder.write("listed/shards.jsonl", line("00001.npy", 2) + line("00000.npy", 2));
    await expectUnreadable(openFolder(path, 2), "00000.npy: expected 2 embeddings, as the manifest says, got 1.");
  });

  it.each([
    ["expected a line for each of 2 shards, got 1", 2, line("a.npy", 1)],
    ["expected a line for each of a list shards, got 1", [], line("a.npy", 1)],
    ['line 1: expected a file of this folder, got "../a.npy"', 1, line("../a.npy", 1)],
    ['line 1: expected a file of this folder, got "b.npy"', 1, line("b.npy", 1)],
    ["line 1: expected a file of this folder, got undefined", 1, "{\n"],
    ["line 1: expected how many images it has", 1, line("a.npy", "1")],
    ["a.parquet: search reads shards of .npy alone", 1, line("a.parquet", 1)],
  ])("that is broken: %s", async (message, shards, list) => {
    folder.write("wrong/a.npy", "");
    folder.write("wrong/a.parquet", "");
    folder.write("wrong/manifest.json", manifest(shards));
    folder.write("wrong/shards.jsonl", list);
    await expectUnreadable(findShards(folder.join("wrong")), message);
  });
});
