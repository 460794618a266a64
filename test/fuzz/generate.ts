import { crc32, deflateSync, gzipSync } from "node:zlib";
import type { Random } from "../../src/random.ts";
import { mutate, pick, randomBytes } from "./mutate.ts";

// Input that is whole on the outside (lengths, checksums, compression) and wrong further in: damage to bytes alone
// hardly ever gets past a checksum.

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const oneIn = (random: Random, n: number): boolean => random.below(n) === 0;

function pngChunk(type: Uint8Array, data: Uint8Array): Buffer {
  const body = Buffer.concat([type, data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const KINDS = [
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [2, 8],
  [2, 16],
  [3, 1],
  [3, 2],
  [3, 4],
  [3, 8],
  [4, 8],
  [4, 16],
  [6, 8],
  [6, 16],
];
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

export interface PngSizes {
  readonly width: number;
  readonly height: number;
  readonly colour: number;
  readonly depth: number;
  readonly interlace: number;
}

/** The bytes of each row as it is packed, its filter among them, in the file's order. */
export function pngRows({ width, height, colour, depth, interlace }: PngSizes): number[] {
  const passes = interlace === 0 ? [[0, 0, 1, 1]] : ADAM7;
  return passes.flatMap(([x, y, dx, dy]) => {
    const columns = Math.max(0, Math.ceil((width - x) / dx));
    const bytes = 1 + Math.ceil((columns * depth * (CHANNELS[colour] ?? 1)) / 8);
    return Array<number>(columns > 0 ? Math.max(0, Math.ceil((height - y) / dy)) : 0).fill(bytes);
  });
}

/** A PNG file with right checksums. `extra`: chunks before the pixels. */
export function pngFile(sizes: PngSizes, rows: Uint8Array, extra: readonly Uint8Array[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sizes.width, 0);
  header.writeUInt32BE(sizes.height, 4);
  header.set([sizes.depth, sizes.colour, 0, 0, sizes.interlace], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const chunks = [
    pngChunk(text("IHDR"), header),
    ...extra,
    pngChunk(text("IDAT"), deflateSync(rows)),
    pngChunk(text("IEND"), text("")),
  ];
  return Buffer.concat([signature, ...chunks]);
}

/** A small picture of any kind; now and then of sizes, filters, palettes or chunks that do not fit. */
export function makePng(random: Random): Uint8Array {
  const [colour, depth] = pick(random, KINDS);
  const sizes = {
    width: 1 + random.below(12),
    height: 1 + random.below(12),
    colour: oneIn(random, 20) ? random.below(8) : colour,
    depth: oneIn(random, 20) ? random.below(17) : depth,
    interlace: oneIn(random, 20) ? random.below(256) : random.below(2),
  };
  const lengths = pngRows(sizes);
  const wrong = oneIn(random, 20) ? 1 + random.below(3) : 0;
  const rows = randomBytes(
    random,
    lengths.reduce((a, b) => a + b, wrong),
  );
  let at = 0;
  for (const length of lengths) {
    // Filters above 4 are refused, and in random rows nearly every picture would have one.
    rows[at] %= oneIn(random, 200) ? 6 : 5;
    if (colour === 3) rows.subarray(at + 1, at + length).fill(random.below(4));
    at += length;
  }
  const extra: Buffer[] = [];
  if (colour === 3 && !oneIn(random, 10))
    extra.push(pngChunk(text("PLTE"), randomBytes(random, 3 * (oneIn(random, 10) ? random.below(257) : 256))));
  if (oneIn(random, 4)) extra.push(pngChunk(text("tRNS"), randomBytes(random, random.below(8))));
  if (oneIn(random, 10)) extra.push(pngChunk(text("gAMA"), randomBytes(random, 4 * random.below(3))));
  if (oneIn(random, 10)) extra.push(pngChunk(randomBytes(random, 4), randomBytes(random, random.below(9))));
  const file = pngFile(sizes, rows, extra);
  return oneIn(random, 8) ? mutate(random, file) : file;
}

/** A safetensors file whose header's length fits, from a file whose header or data is then damaged. */
export function remadeSafetensors(random: Random, seed: Uint8Array): Uint8Array {
  const length = Number(Buffer.from(seed).readBigUInt64LE());
  const inHeader = oneIn(random, 4) ? 0 : 1;
  const header = inHeader ? mutateJson(random, seed.subarray(8, 8 + length)) : seed.subarray(8, 8 + length);
  const data = new Uint8Array(seed.subarray(8 + length));
  if (!inHeader && data.length > 0)
    for (let i = random.below(4); i >= 0; i--) data[random.below(data.length)] = random.below(256);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([prefix, header, data]);
}

const NUMBERS = [0, 1, 2, 3, 4, 5, 7, 8, 16, 28, 255, 256, 1024, 65536, -1, 0.5, 2 ** 31, 2 ** 53, 1e300];
const VALUES: readonly unknown[] = [
  "",
  "conv",
  "dense",
  "average-pool",
  "same",
  "F32",
  "U8",
  "\u001b[31m\n",
  true,
  false,
  null,
  [],
  {},
  [[]],
  { toString: 1 },
];

function damage(random: Random, value: unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    if (typeof value === "string" && /^[[{]/.test(value)) {
      return new TextDecoder().decode(mutateJson(random, text(value)));
    }
    return random.below(3) > 0 ? pick(random, NUMBERS) : pick(random, VALUES);
  }
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  const key = pick(random, Object.keys(copy));
  const kind = random.below(10);
  if (kind === 0) delete copy[key];
  else if (kind === 1) copy[`${key}x`] = copy[key];
  else if (kind === 2 && Array.isArray(copy)) copy.push(pick(random, copy));
  else copy[key] = damage(random, copy[key], depth - 1);
  return Array.isArray(copy) ? copy.flat(0) : copy;
}

/** JSON that is still JSON, with one to three of its entries changed, dropped, renamed or doubled. */
export function mutateJson(random: Random, json: Uint8Array): Uint8Array<ArrayBuffer> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(json));
  } catch {
    return mutate(random, json);
  }
  for (let left = 1 + random.below(3); left > 0; left--) value = damage(random, value, 6);
  return text(JSON.stringify(value) ?? "null");
}

export const makeGzip = (random: Random): Uint8Array => {
  const packed = gzipSync(oneIn(random, 50) ? Buffer.alloc(2 ** 21) : randomBytes(random, random.below(300)));
  return oneIn(random, 2) ? packed : mutate(random, packed);
};

const CELLS = [
  "0",
  "1",
  "2",
  "3",
  "9",
  "10",
  "255",
  "256",
  " 7",
  "-1",
  "1.5",
  "1e2",
  "0x3",
  "",
  '"4"',
  '"5',
  "x",
  "99999999999999",
  "\u009b",
];

/** Rows of `columns` cells, most of them numbers below `most`, in every kind of line ending. */
export function makeCsv(random: Random, columns: number, most: number): Uint8Array {
  const wild = oneIn(random, 2) ? 1000 : 20;
  const end = pick(random, ["\n", "\n", "\r\n", "\r"]);
  const rows = Array.from({ length: random.below(6) }, () =>
    Array.from({ length: oneIn(random, wild) ? columns + 1 : columns }, () =>
      oneIn(random, wild) ? pick(random, CELLS) : String(random.below(most)),
    ).join(oneIn(random, wild) ? ";" : ","),
  );
  const whole = (oneIn(random, 10) ? "\ufeff" : "") + rows.join(end) + (oneIn(random, 2) ? end : "");
  return oneIn(random, 10) ? gzipSync(text(whole)) : text(whole);
}

/** An IDX file whose sizes mostly agree. */
export function makeIdx(random: Random, dimensions: number, most: number): Uint8Array {
  const sides = Array.from({ length: dimensions }, () => random.below(oneIn(random, 10) ? 2000 : 5));
  const count = sides.reduce((a, b) => a * b, 1);
  const header = Buffer.alloc(4 + 4 * dimensions);
  header.writeUInt32BE(0x800 + dimensions);
  for (const [i, side] of sides.entries()) header.writeUInt32BE(side, 4 + 4 * i);
  const length = Math.min(count, 300) + (oneIn(random, 10) ? 1 : 0);
  return Buffer.concat([header, Uint8Array.from({ length }, () => random.below(most))]);
}
