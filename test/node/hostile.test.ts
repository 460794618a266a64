import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { PNG } from "pngjs";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "siamese-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (value: string) => Buffer.from(value);
const png = (side: number) => {
  const image = new PNG({ width: side, height: side });
  return PNG.sync.write(image);
};
const safetensors = (header: string, data = 0) => {
  const bytes = text(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes, Buffer.alloc(data)]);
};
const many = (count: number) =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`t${i}`, { dtype: "F32", shape: [0], data_offsets: [0, 0] }]),
    ),
  );
const idxHeader = (...sides: number[]) =>
  Buffer.from([
    0,
    0,
    8,
    sides.length,
    ...sides.flatMap((n) => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]),
  ]);

/** Files of at most 100 kB, and how each is read: an expression over `bytes` and `path`. */
const files: readonly [name: string, bytes: Buffer, read: string][] = [
  ["a whole PNG of the largest size", png(2048), 'png.decodePng(bytes, "x")'],
  ["a PNG that claims more", png(2049), 'png.decodePng(bytes, "x")'],
  ["100 MB of zeros in a gzip", gzipSync(Buffer.alloc(1e8)), "bytesOf.readUnpacked(path)"],
  ["1 GB of zeros claimed by an IDX header", idxHeader(1 << 20, 32, 32), 'idx.parseIdxImages(bytes, "x")'],
  ["one line of 100,000 commas", text(",".repeat(1e5)), "csv.readCsvImages(path)"],
  ["50,000 empty lines", text("\n".repeat(5e4)), "csv.readCsvImages(path)"],
  ["an open quote", text(`"${"a".repeat(99_000)}`), "csv.readCsvLabels(path, 10)"],
  ["1,500 tensors of nothing", safetensors(many(1500)), 'tensors.decodeSafetensors(bytes, "x")'],
  ["a header of open brackets", safetensors("[".repeat(90_000)), 'tensors.decodeSafetensors(bytes, "x")'],
  [
    "a deflated bomb in a PNG",
    Buffer.concat([png(16).subarray(0, 33), deflateSync(Buffer.alloc(5e7))]),
    'png.decodePng(bytes, "x")',
  ],
];

it.each(files)("%s costs less than 200 ms and 100 MiB", (_, bytes, read) => {
  expect(bytes.length).toBeLessThan(110_000);
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  const script = `
    const png = await import("./src/node/png-image.ts");
    const bytesOf = await import("./src/node/read-bytes.ts");
    const csv = await import("./src/node/read-csv.ts");
    const idx = await import("./src/data/idx.ts");
    const tensors = await import("./src/formats/safetensors.ts");
    const { readFileSync } = await import("node:fs");
    const path = ${JSON.stringify(path)};
    const bytes = new Uint8Array(readFileSync(path));
    const before = process.resourceUsage().maxRSS;
    const begin = performance.now();
    let outcome = "accepted";
    try { await ${read}; } catch (error) { outcome = error.name; }
    const cost = [performance.now() - begin, (process.resourceUsage().maxRSS - before) / 1024];
    console.log(JSON.stringify({ outcome, cost }));`;
  const out = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  const { outcome, cost } = JSON.parse(out);
  expect(["accepted", "UnreadableFileError"]).toContain(outcome);
  expect(cost[0]).toBeLessThan(200);
  expect(cost[1]).toBeLessThan(100);
});
