// How well networks tell classes apart that training never saw: npm run unseen [-- --seeds 1 --rows open --validate]
// Five splits leave two digits out; training gets the first 6,000 images of MNIST, less those two digits. Judged on test
// images; with --validate, for choices, on the last 10,000 training images.
import { parseArgs } from "node:util";
import { onlyClasses } from "../../src/data/classes.ts";
import { createDataset, type Dataset } from "../../src/data/dataset.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import { evaluationPairs } from "../../src/evaluate/judge.ts";
import { loadModel } from "../../src/formats/model.ts";
import { pairDistances } from "../../src/metrics/pair-distances.ts";
import { areaUnderCurve, rocCurve } from "../../src/metrics/roc.ts";
import type { Network } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { isRecipeName, type RecipeName } from "../../src/run/recipes.ts";
import { train } from "../../src/run/train.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { chosenImages } from "./chosen-symbols.ts";
import { descriptors } from "./descriptors.ts";
import { fewShot } from "./few-shot.ts";
import { latticeImages } from "./lattice-symbols.ts";

const SPLITS = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [8, 9],
];
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const { values: flags } = parseArgs({
  options: {
    seeds: { type: "string", default: "1,2,3" },
    rows: { type: "string", default: "best,open" },
    threads: { type: "string", default: "2" },
    validate: { type: "boolean", default: false },
  },
});
const seeds = flags.seeds.split(",").map(Number);
const rows = flags.rows.split(",").filter((name): name is RecipeName => isRecipeName(name));

const mnist = await loadDefaultMnist();
const size = 784;
const part = ({ images, labels }: Dataset, begin: number, end: number): Dataset =>
  createDataset(images.slice(begin * size, end * size), labels.slice(begin, end), 28, 28);
const training = part(mnist.train, 0, 6000);
const judged = flags.validate ? part(mnist.train, 50_000, 60_000) : mnist.test;

/** What describes images: a descriptor, or a network. */
interface Describer {
  readonly dimension: number;
  describe(images: Uint8Array): Float32Array;
}
const describerOf = (network: Network): Describer => ({
  dimension: network.dimension,
  describe: (images) => network.embed(images),
});

interface UnseenQuality {
  readonly auc: number;
  readonly oneShot: number;
  readonly fiveShot: number;
}

function unseenQuality({ dimension, describe }: Describer, split: readonly number[]): UnseenQuality {
  const dataset = onlyClasses(judged, split.map(String));
  const embeddings = describe(dataset.images);
  const pairs = evaluationPairs(dataset);
  const distances = pairDistances(embeddings, dimension, pairs);
  const shot = (shots: number): number => fewShot(embeddings, dataset.labels, dimension, { ways: 2, shots });
  return { auc: areaUnderCurve(rocCurve(distances, pairs.same)), oneShot: shot(1), fiveShot: shot(5) };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b) / numbers.length;
const percent = (share: number): string => (100 * share).toFixed(1);
const auc = (value: number): string => value.toFixed(3).replace(/^0/, "");

function splitRow(name: string, splits: readonly UnseenQuality[], seen?: { accuracy: number; auc: number }): void {
  const cells = [
    name,
    ...splits.map((quality) => auc(quality.auc)),
    auc(mean(splits.map((quality) => quality.auc))),
    percent(mean(splits.map((quality) => quality.oneShot))),
    percent(mean(splits.map((quality) => quality.fiveShot))),
    seen ? (100 * seen.accuracy).toFixed(2) : "",
    seen ? seen.auc.toFixed(4).replace(/^0/, "") : "",
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

console.log("| row | 0,1 | 2,3 | 4,5 | 6,7 | 8,9 | mean AUC | 1-shot | 5-shot | seen pairs % | seen AUC |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
for (const descriptor of descriptors) {
  splitRow(
    descriptor.name,
    SPLITS.map((split) => unseenQuality(descriptor, split)),
  );
}
for (const recipe of rows) {
  for (const seed of seeds) {
    const unseen: UnseenQuality[] = [];
    const seen: { accuracy: number; auc: number }[] = [];
    for (const split of SPLITS) {
      const rest = DIGITS.filter((digit) => !split.includes(digit)).map(String);
      const network = await train({
        dataset: onlyClasses(training, rest),
        recipe,
        seed,
        threads: { threads: Number(flags.threads), spawn: spawnNodeWorker },
      }).finish();
      unseen.push(unseenQuality(describerOf(network), split));
      seen.push(evaluate(network, onlyClasses(judged, rest)));
      network.close();
      console.error(`${recipe}, seed ${seed}, without ${split}: ${auc(unseen[unseen.length - 1].auc)}`);
    }
    splitRow(`${recipe}, seed ${seed}`, unseen, {
      accuracy: mean(seen.map((quality) => quality.accuracy)),
      auc: mean(seen.map((quality) => quality.auc)),
    });
  }
}

// Nothing seen: no image of these classes, nor of any like them, was trained on.
const sets = [
  { name: "digits, 10-way", ways: 10, images: judged.images, labels: judged.labels },
  { name: "lattice symbols, 20-way", ways: 20, ...latticeImages(60, 20, 77) },
  { name: "chosen symbols, carelessly, 20-way", ways: 20, ...chosenImages(20, 5, 1.5) },
];
console.log(`\n| 1 / 5 examples | ${sets.map(({ name }) => name).join(" | ")} |`);
console.log(`| --- | ${sets.map(() => "---").join(" | ")} |`);
const none: (Describer & { name: string })[] = [
  ...descriptors,
  { name: "symbols, as shipped", ...describerOf(await loadModel(symbols)) },
];
for (const { name, dimension, describe } of none) {
  const cells = sets.map(({ images, labels, ways }) => {
    const embeddings = describe(images);
    return [1, 5].map((shots) => percent(fewShot(embeddings, labels, dimension, { ways, shots }))).join(" / ");
  });
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}
