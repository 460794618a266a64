// Trains a network whose second layer is large enough for Winograd's tiles of 4x4 with several seeds, to judge a change that
// changes bits by the quality that comes of it:
// npx tsx scripts/seeds-of-larger.ts [--seeds 10] [--epochs 40] [--code DIR]
// --code: another checkout of this project, built, such as of the commit before the change. Default: this one
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    seeds: { type: "string", default: "10" },
    epochs: { type: "string", default: "40" },
    code: { type: "string", default: resolve(import.meta.dirname, "..") },
  },
});
const load = (file: string): Promise<unknown> => import(pathToFileURL(join(resolve(flags.code), "src", file)).href);
const { loadDefaultMnist } = (await load(
  "node/read/default-dataset.ts",
)) as typeof import("../src/node/read/default-dataset.ts");
const { createDataset } = (await load("data/dataset.ts")) as typeof import("../src/data/dataset.ts");
const { train } = (await load("run/train.ts")) as typeof import("../src/run/train.ts");
const { evaluate } = (await load("evaluate/evaluate.ts")) as typeof import("../src/evaluate/evaluate.ts");
const { fingerprint } = (await load("formats/model.ts")) as typeof import("../src/formats/model.ts");

const IMAGES = 6000;
const { train: all, test } = await loadDefaultMnist();
const dataset = createDataset(all.images.slice(0, IMAGES * 784), all.labels.slice(0, IMAGES), 28, 28);
const conv = (filters: number) => ({ type: "conv", filters, kernelSize: 3, relu: true, pool: 2 }) as const;
const architecture = {
  input: { channels: 1, height: 28, width: 28 },
  layers: [conv(16), conv(32), { type: "dense", units: 64, relu: true }, { type: "dense", units: 10, relu: false }],
} as const;

const accuracies: number[] = [];
const areas: number[] = [];
for (let seed = 1; seed <= Number(flags.seeds); seed++) {
  const recipe = { base: "best", epochs: Number(flags.epochs) } as const;
  const network = await train({ dataset, recipe, architecture, seed }).finish();
  const { accuracy, auc } = evaluate(network, test);
  accuracies.push(100 * accuracy);
  areas.push(auc);
  console.log(seed, (100 * accuracy).toFixed(2), auc.toFixed(5), (await fingerprint(network)).slice(0, 12));
  network.close();
}
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
const average = mean(accuracies);
const spread = Math.sqrt(
  accuracies.reduce((sum, value) => sum + (value - average) ** 2, 0) / Math.max(1, accuracies.length - 1),
);
console.log(`mean ${average.toFixed(3)} %, between seeds ${spread.toFixed(3)}, AUC ${mean(areas).toFixed(5)}`);
