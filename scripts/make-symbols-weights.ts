// Writes src/weights/symbols-data.ts: trains the recipe "symbols" (a minute on two cores), or takes a model that it gave:
// npx tsx scripts/make-symbols-weights.ts [model.safetensors]
import { readFileSync, writeFileSync } from "node:fs";
import { calibrate } from "../src/evaluate/evaluate.ts";
import { fingerprint, loadModel, saveModel } from "../src/formats/model.ts";
import { decodeSafetensors } from "../src/formats/safetensors.ts";
import { spawnNodeWorker } from "../src/node/spawn-thread.ts";
import { drawnData } from "../src/run/create-run.ts";
import { train } from "../src/run/train.ts";
import { toDigits } from "../src/weights/byte-digits.ts";
import { fromHalf, toHalf } from "../src/weights/half.ts";

const [path] = process.argv.slice(2);
const network = path
  ? await loadModel(readFileSync(path), path)
  : await train({ recipe: "symbols", threads: { threads: 2, spawn: spawnNodeWorker } }).finish();
network.close();
const trained = await fingerprint(network);
const { weights } = network;
for (const [i, weight] of weights.entries()) weights[i] = fromHalf(toHalf(weight));
network.calibration = calibrate(network, (await drawnData()).dataset);
const { tensors, metadata } = decodeSafetensors(saveModel(network), "symbols");
const halves = [...tensors.values()].flatMap(({ data }) => Array.from(data, toHalf));
const low = Buffer.from(Uint8Array.from(halves, (half) => half & 255)).toString("base64");
const high = toDigits(Uint8Array.from(halves, (half) => half >> 8));
const shapes = [...tensors].map(([name, { shape }]) => [name, shape]);
writeFileSync(
  new URL("../src/weights/symbols-data.ts", import.meta.url),
  `// Written by scripts/make-symbols-weights.ts.
/** The fingerprint of the recipe's own weights, before they were rounded. */
export const TRAINED = "${trained}";
export const METADATA: Readonly<Record<string, string>> = ${JSON.stringify(metadata)};
export const SHAPES: readonly (readonly [name: string, shape: readonly number[]])[] = ${JSON.stringify(shapes)};
/** The weights' 16 bits each: the lower 8 of all, in base64. */
export const LOW: string =
  "${low}";
/** The upper 8 of all, as byte-digits.ts writes them: few different ones, which gzip makes smaller. */
export const HIGH: string =
  "${high}";
`,
);
console.log(`trained ${trained}, shipped ${await fingerprint(network)}`);
