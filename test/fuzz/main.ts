// Feeds damaged and made-up input to every reader: npm run test:fuzz -- --count 1000000 --seed 1
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { PNG } from "pngjs";
import { parseIdxImages, parseIdxLabels } from "../../src/data/idx.ts";
import { UnreadableFileError } from "../../src/errors.ts";
import { parseCalibration } from "../../src/formats/calibration.ts";
import { loadCheckpoint, saveCheckpoint } from "../../src/formats/checkpoint.ts";
import { loadModel, saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { resolveShapes } from "../../src/nn/shapes.ts";
import { decodePng } from "../../src/node/png-image.ts";
import { readUnpacked } from "../../src/node/read-bytes.ts";
import { readCsvImages, readCsvLabels } from "../../src/node/read-csv.ts";
import { readPairsCsv } from "../../src/node/read-pairs.ts";
import { Random } from "../../src/random.ts";
import { bestRecipe, checkRecipe } from "../../src/train/recipe.ts";
import { Trainer } from "../../src/train/trainer.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.count);
const random = Random.fromSeed(Number(values.seed));
const SLOW_MS = 1000;

const folder = mkdtempSync(join(tmpdir(), "siamese-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const onDisk = (bytes: Uint8Array): string => {
  const path = join(folder, "input");
  writeFileSync(path, bytes);
  return path;
};

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const must = (fact: boolean, what: string): void => {
  if (!fact) throw new Error(`accepted, but ${what}`);
};
const finite = (numbers: Iterable<number>): boolean => [...numbers].every(Number.isFinite);

const architecture = {
  input: { height: 6, width: 6, channels: 1 },
  layers: [
    { type: "conv" as const, filters: 2, kernelSize: 3, relu: true, pool: 2 },
    { type: "dense" as const, units: 2 },
  ],
};
const small = await createNetwork({ architecture });
small.threshold = 1;
const pixels = Uint8Array.from({ length: 36 * 8 }, (_, i) => (i * 7) % 256);
const labels = Uint8Array.from({ length: 8 }, (_, i) => i % 2);
const dataset = { images: pixels, labels, count: 8, height: 6, width: 6, classNames: ["0", "1"] };
const trainer = new Trainer(small, { train: dataset as never, batch: 2, epochs: 1 });
const png = new PNG({ width: 5, height: 4 });
png.data.fill(90);
const idx = (...header: number[]) => Uint8Array.from([0, 0, 8, header.length, ...header.flatMap((n) => [0, 0, 0, n])]);
const imagesIdx = Uint8Array.from([...idx(2, 3, 3), ...Array(18).fill(7)]);
const labelsIdx = Uint8Array.from([...idx(5), 1, 2, 3, 4, 5]);

interface Reader {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Reads; throws if what it accepted breaks a promise. */
  read(bytes: Uint8Array): unknown;
  /** Reads from disk, and so slowly that it gets a smaller share of the inputs. */
  readonly slow?: boolean;
}

const json = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new UnreadableFileError("no JSON");
  }
};

const readers: readonly Reader[] = [
  {
    name: "safetensors",
    seeds: [
      saveModel(small),
      encodeSafetensors(new Map([["a", { shape: [2], data: Float32Array.of(1, 2) }]]), { b: "c" }),
    ],
    read(bytes) {
      const { tensors, metadata } = decodeSafetensors(bytes, "fuzz");
      for (const { shape, data } of tensors.values()) {
        must(data.length === shape.reduce((product, side) => product * side, 1), "a tensor is not of its shape");
        must(finite(data), "a number is not finite");
      }
      const again = decodeSafetensors(encodeSafetensors(tensors, metadata), "again");
      must(again.tensors.size === tensors.size, "it does not survive being written again");
    },
  },
  {
    name: "model",
    seeds: [saveModel(small)],
    async read(bytes) {
      const network = await loadModel(bytes, "fuzz", { backend: "js" });
      must(finite(network.weights), "a weight is not finite");
    },
  },
  {
    name: "checkpoint",
    seeds: [saveCheckpoint(small, trainer.state, { recipe: "{}" })],
    read(bytes) {
      const { state } = loadCheckpoint(bytes, small, "fuzz");
      must(finite(state.weights) && finite(state.first) && finite(state.second), "a number is not finite");
      must(Number.isSafeInteger(state.step) && state.step >= 0, "its step is none");
    },
  },
  {
    name: "IDX images",
    seeds: [imagesIdx],
    read(bytes) {
      const { images, count, height, width } = parseIdxImages(bytes, "fuzz");
      must(images.length === count * height * width, "its sizes do not agree");
    },
  },
  {
    name: "IDX labels",
    seeds: [labelsIdx],
    read: (bytes) =>
      must(
        parseIdxLabels(bytes, "fuzz").every((label) => label < 10),
        "a label is out of range",
      ),
  },
  {
    name: "PNG",
    seeds: [PNG.sync.write(png), PNG.sync.write(png, { colorType: 0 })],
    read(bytes) {
      const { pixels, width, height } = decodePng(bytes, "fuzz");
      must(pixels.length === width * height, "its sizes do not agree");
    },
  },
  { name: "recipe", seeds: [text(JSON.stringify(bestRecipe))], read: (bytes) => checkRecipe(json(bytes)) },
  {
    name: "architecture",
    seeds: [text(JSON.stringify(architecture))],
    read: (bytes) => resolveShapes(json(bytes) as never),
  },
  {
    name: "calibration",
    seeds: [
      text(
        '{"threshold":1,"equalErrorRate":0.1,"confidence":0.99,"sureSame":0.5,"sureDifferent":2,"odds":{"same":{"same":3,"different":0},"unsure":{"same":1,"different":1},"different":{"same":0,"different":3}}}',
      ),
    ],
    read: (bytes) =>
      must(parseCalibration(new TextDecoder().decode(bytes), "fuzz").threshold >= 0, "its threshold is none"),
  },
  { name: "gzip", slow: true, seeds: [gzipSync(imagesIdx)], read: (bytes) => readUnpacked(onDisk(bytes)) },
  {
    name: "CSV images",
    slow: true,
    seeds: [text(`${Array(784).fill(0).join()}\n${Array(784).fill(255).join()}\n`)],
    async read(bytes) {
      const { images, count, side } = await readCsvImages(onDisk(bytes));
      must(images.length === count * side * side, "its sizes do not agree");
    },
  },
  {
    name: "CSV labels",
    slow: true,
    seeds: [text("label\n1\n2\n3\n")],
    async read(bytes) {
      must(
        (await readCsvLabels(onDisk(bytes), 10)).labels.every((label) => label < 10),
        "a label is out of range",
      );
    },
  },
  {
    name: "CSV pairs",
    slow: true,
    seeds: [text("left,right,same\n0,1,1\n2,3,0\n")],
    async read(bytes) {
      const { left, right, length } = await readPairsCsv(onDisk(bytes), 4);
      for (let i = 0; i < length; i++) must(left[i] < 4 && right[i] < 4, "an image number is out of range");
    },
  },
];

const TOKENS = [
  "null",
  "-1",
  "1e999",
  "[]",
  "{}",
  '""',
  "true",
  "NaN",
  "18446744073709551615",
  '"\\ud800"',
  ",",
  "\n",
].map(text);

/** One to six small damages: bits, bytes, numbers, lengths, pieces moved, repeated or taken from another. */
function mutate(seed: Uint8Array): Uint8Array {
  let bytes = seed.slice();
  const damages = random.below(2) === 0 ? 1 : 1 + random.below(6);
  for (let i = 0; i < damages; i++) {
    const at = random.below(bytes.length + 1);
    const length = Math.min(bytes.length - at, 1 + random.below(16));
    const splice = (piece: Uint8Array, drop: number) =>
      Uint8Array.from([...bytes.subarray(0, at), ...piece, ...bytes.subarray(at + drop)]);
    switch (random.below(8)) {
      case 0:
        if (at < bytes.length) bytes[at] ^= 1 << random.below(8);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = random.below(256);
        break;
      case 2:
        if (at < bytes.length) bytes[at] = [0, 255, 127, 128][random.below(4)];
        break;
      case 3:
        bytes = splice(new Uint8Array(0), length);
        break;
      case 4:
        bytes = splice(bytes.subarray(at, at + length), 0);
        break;
      case 5:
        bytes = bytes.slice(0, at);
        break;
      case 6:
        bytes = splice(TOKENS[random.below(TOKENS.length)], random.below(2) * length);
        break;
      default:
        bytes = splice(
          Uint8Array.from({ length: 1 + random.below(12) }, () => random.below(256)),
          0,
        );
    }
  }
  return bytes;
}

const made = (): Uint8Array => Uint8Array.from({ length: random.below(64) }, () => random.below(256));

const tally = new Map(readers.map(({ name }) => [name, { tried: 0, accepted: 0, slowest: 0 }]));
const quick = readers.filter(({ slow }) => !slow);
const fromDisk = readers.filter(({ slow }) => slow);
let findings = 0;
for (let i = 0; i < count; i++) {
  const pool = i % 10 === 0 ? fromDisk : quick;
  const reader = pool[random.below(pool.length)];
  const input = random.below(20) === 0 ? made() : mutate(reader.seeds[random.below(reader.seeds.length)]);
  const row = tally.get(reader.name) ?? { tried: 0, accepted: 0, slowest: 0 };
  row.tried++;
  const begin = performance.now();
  let finding = "";
  try {
    await reader.read(input);
    row.accepted++;
  } catch (error) {
    const known = error instanceof UnreadableFileError || error instanceof RangeError || error instanceof TypeError;
    // The engine's own complaints are RangeErrors and TypeErrors too, but name a line of this code, not of the file.
    const own =
      /Cannot read|Cannot convert|is not a function|Invalid (typed )?array|call stack|not iterable|out of bounds/.test(
        String(error),
      );
    if (!known || (own && !(error instanceof UnreadableFileError))) finding = String(error);
  }
  const took = performance.now() - begin;
  row.slowest = Math.max(row.slowest, took);
  if (took > SLOW_MS) finding ||= `took ${took.toFixed(0)} ms`;
  if (finding) {
    findings++;
    console.error(`FOUND ${reader.name}, seed ${values.seed}, case ${i}: ${finding}`);
    console.error(`  ${Buffer.from(input.subarray(0, 4096)).toString("base64")}`);
    if (findings === 20) break;
  }
}
console.log("reader           tried   accepted   slowest ms");
for (const [name, { tried, accepted, slowest }] of tally) {
  console.log(
    `${name.padEnd(14)} ${String(tried).padStart(7)} ${String(accepted).padStart(10)} ${slowest.toFixed(1).padStart(12)}`,
  );
}
console.log(`${count} inputs, seed ${values.seed}: ${findings} findings`);
process.exitCode = findings > 0 ? 1 : 0;
