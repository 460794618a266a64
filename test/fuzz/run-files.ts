import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseResults } from "../../src/cli/export.ts";
import { parseReceipt } from "../../src/cli/receipt.ts";
import { onlyClasses, parseClasses } from "../../src/data/classes.ts";
import { createDataset } from "../../src/data/dataset.ts";
import { encodeNpy } from "../../src/formats/npy.ts";
import { readNames } from "../../src/node/read/shard-names.ts";
import { openShards } from "../../src/node/read/shards.ts";
import { NAMES_FORMAT, namesPath } from "../../src/node/write/embedding-rows.ts";
import { metricsBefore } from "../../src/node/write/metrics-log.ts";
import { identityStrings, readIdentity } from "../../src/run/identity.ts";
import { recipes } from "../../src/run/recipes.ts";
import { COLOUR_SIZE } from "../../src/web/page/drawing.ts";
import { symbolsFromText, symbolsToText } from "../../src/web/page/symbols.ts";
import { mutateJson } from "./generate.ts";
import { pick } from "./mutate.ts";
import { must, type Reader } from "./reader.ts";

const toBytes = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const identity = {
  version: "0.1.0",
  data: "MNIST",
  dataHash: "0".repeat(64),
  dataFlags: { path: "a.csv", fraction: 0.1, classes: ["axe", "7"], size: { height: 8, width: 8 }, range: [0, 16] },
  recipe: recipes.best,
  architecture: { input: { height: 6, width: 6, channels: 1 }, layers: [{ type: "dense" as const, units: 2 }] },
  seed: 1,
};
const FINGERPRINT = "9a".repeat(32);
const receipt = toBytes(JSON.stringify({ configuration: identity, fingerprint: FINGERPRINT }));
const heldOut = { accuracy: 0.99, auc: 1, equalErrorRate: 0.01, nearestNeighbour: 0.9 };
const results = toBytes(JSON.stringify({ configuration: identity, fingerprint: FINGERPRINT, heldOut }));
const names = toBytes(JSON.stringify({ format: NAMES_FORMAT, fingerprint: FINGERPRINT, names: ["a.png", "b.png"] }));
const strings = toBytes(JSON.stringify(identityStrings(identity)));
const lines = ['{"step":1,"loss":3}', '{"step":2,"loss":2}', '{"epoch":1,"step":2,"loss":2,"heldOut":{"loss":1}}'];
const metrics = toBytes(`${lines.join("\n")}\n`);
const stroke = [100, 200, 300, 400, 500, 600];
const symbols = toBytes(
  symbolsToText([
    { name: "heart", drawings: [{ strokes: [stroke, stroke] }, { strokes: [stroke] }] },
    { name: "apple", drawings: [{ colours: new Uint8Array(COLOUR_SIZE).fill(9) }] },
    { name: "of an older file", drawings: [{ pixels: new Uint8Array(784).fill(7) }] },
  ]),
);
const classes = ["axe", "0-7", "1,4,8-9", "axe, brain ,3", "9-0", "0-99999"].map(toBytes);
const fewImages = createDataset(new Uint8Array(12), ["0", "1", "4", "axe", "brain", "\u001b[2J"], 2, 1);

/** What a run writes beside its network, and what is asked of its images. */
export const makeRunFileReaders = (folder: string): readonly Reader[] => [
  {
    name: "summary.json",
    seeds: [receipt],
    make: (random) => mutateJson(random, receipt),
    read(bytes) {
      const { configuration, fingerprint } = parseReceipt(toText(bytes), "fuzz");
      must(/^[0-9a-f]{64}$/.test(fingerprint), "its fingerprint is none");
      must(configuration.recipe.epochs >= 1 && configuration.seed >= 0, "it cannot be run");
    },
  },
  {
    name: "results to export",
    seeds: [results],
    make: (random) => mutateJson(random, results),
    read(bytes) {
      const { accuracy, auc, data } = parseResults(toText(bytes), FINGERPRINT, "fuzz");
      must(accuracy + auc <= 2 && data.length > 0, "a result is none");
    },
  },
  {
    name: "metrics.jsonl",
    seeds: [metrics],
    make: (random) =>
      toBytes(
        lines
          .map((line) => `${toText(random.below(2) ? toBytes(line) : mutateJson(random, toBytes(line)))}\n`)
          .join(""),
      ),
    read(bytes) {
      for (const { step, loss, epoch, heldOut } of metricsBefore(toText(bytes), 5, "fuzz")) {
        const numbers = [step, loss, epoch ?? 1, heldOut === undefined ? 0 : heldOut.loss];
        must(numbers.every(Number.isFinite) && step <= 5, "a number of the chart is none");
      }
    },
  },
  {
    name: "run in a checkpoint",
    seeds: [strings],
    make: (random) => mutateJson(random, strings),
    read(bytes) {
      let given: unknown;
      try {
        given = JSON.parse(toText(bytes));
      } catch {}
      const texts = Object.entries(Object(given)).filter(([, value]) => typeof value === "string");
      must(readIdentity(Object.fromEntries(texts) as Record<string, string>, "fuzz").seed >= 0, "its seed is none");
    },
  },
  {
    name: "classes asked for",
    seeds: classes,
    make: (random) => pick(random, classes),
    throws: [RangeError],
    read(bytes) {
      const { labels, classNames } = onlyClasses(fewImages, parseClasses(toText(bytes)));
      must(
        [...labels].every((label) => label < classNames.length),
        "a label has no name",
      );
    },
  },
  {
    name: "page's symbols",
    seeds: [symbols],
    make: (random) => mutateJson(random, symbols),
    read(bytes) {
      const read = symbolsFromText(toText(bytes), "fuzz");
      const again = symbolsFromText(symbolsToText(read), "again");
      must(symbolsToText(again) === symbolsToText(read), "they are others when written again");
    },
  },
  {
    name: "names of an index",
    slow: true,
    seeds: [names],
    make: (random) => mutateJson(random, names),
    async read(bytes) {
      const path = join(folder, "index.npy");
      writeFileSync(path, encodeNpy(new Float32Array(6), [2, 3]));
      writeFileSync(namesPath(path), bytes);
      const [{ rows, names: file }] = await openShards([{ path }], 3, FINGERPRINT);
      const { size } = await readNames(file, rows, new Set([0, 1]));
      must(rows === 2 && size === 2, "an embedding has no name");
    },
  },
];
