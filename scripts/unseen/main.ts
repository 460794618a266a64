// How well networks tell classes apart that training never saw: npm run unseen
//   --validate         judge on the last 10,000 training images, for choices; else on test images
//   --seeds 1,2,3      of the training runs
//   --splits 01,23     the pairs of digits to leave out: default 01,23,45,67,89
//   --rows best,open   the recipes to train; "alone" is open's network and loss on digits alone; "untrained", descriptors
//   --parts splits,none,gallery,few,start   what to print; "start", best from the weights of symbols, takes long and is
//                      printed only if it is named
//   --images 6000,60000   training images of "start"; of more than 6,000 best gets as many steps, so fewer epochs
//   --threads 2
//   --kept FILE        what was measured of trained networks is kept here and not measured again: default
//                      build/unseen.jsonl; delete it when training or judging has changed other than by the recipe
// Training gets the first 6,000 images of MNIST, less the two digits that are left out.
import { parseArgs } from "node:util";
import { createDataset, type Dataset } from "../../src/data/dataset.ts";
import { embedViews } from "../../src/evaluate/views.ts";
import { loadModel } from "../../src/formats/model.ts";
import type { Network } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { type RecipeChanges, recipes, resolveRecipe } from "../../src/run/recipes.ts";
import { train } from "../../src/run/train.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { chosenImages, chosenNames } from "./chosen-symbols.ts";
import { type Descriptor, descriptors } from "./descriptors.ts";
import { fewShot } from "./few-shot.ts";
import { KeptResults } from "./kept.ts";
import { latticeImages } from "./lattice-symbols.ts";
import { fewQuality, type GalleryQuality, galleryQuality } from "./none-of-these.ts";
import { judgeSplit, type Split, type SplitQuality, splitOff } from "./splits.ts";
import { type StartQuality, startQuality } from "./start.ts";

const { values: flags } = parseArgs({
  options: {
    validate: { type: "boolean", default: false },
    seeds: { type: "string", default: "1,2,3" },
    splits: { type: "string", default: "01,23,45,67,89" },
    rows: { type: "string", default: "untrained,best,alone,open" },
    parts: { type: "string", default: "splits,none,gallery,few" },
    threads: { type: "string", default: "2" },
    images: { type: "string", default: "6000,60000" },
    kept: { type: "string", default: "build/unseen.jsonl" },
  },
});
const parts = flags.parts.split(",");
const threads = { threads: Number(flags.threads), spawn: spawnNodeWorker };

const ROWS: Readonly<Record<string, RecipeChanges>> = {
  ...Object.fromEntries(Object.keys(recipes).map((base) => [base, { base } as RecipeChanges])),
  alone: { base: "open", mix: { data: { classes: 8, images: 20, alone: 0 }, mixed: null, glyphs: null } },
};

const mnist = await loadDefaultMnist();
const part = ({ images, labels, height, width }: Dataset, begin: number, end: number): Dataset =>
  createDataset(images.slice(begin * height * width, end * height * width), labels.slice(begin, end), height, width);
const training = part(mnist.train, 0, 6000);
const judged = flags.validate ? part(mnist.train, 50_000, 60_000) : mnist.test;

const descriptorOf = (name: string, network: Network): Descriptor => ({
  name,
  dimension: network.dimension,
  describe: (images) => network.embed(images),
});

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b) / numbers.length;
const percent = (share: number, digits = 1): string => (100 * share).toFixed(digits);
const auc = (value: number, digits = 3): string => value.toFixed(digits).replace(/^0/, "");
const row = (...cells: string[]): void => console.log(`| ${cells.join(" | ")} |`);
const head = (...cells: string[]): void => {
  row(...cells);
  row(...cells.map(() => "---"));
};

function splitRow(name: string, qualities: readonly SplitQuality[]): void {
  const of = (pick: (quality: SplitQuality) => number): number => mean(qualities.map(pick));
  row(
    name,
    ...qualities.map((quality) => auc(quality.auc)),
    auc(of((quality) => quality.auc)),
    percent(of((quality) => quality.oneShot)),
    percent(of((quality) => quality.fiveShot)),
    percent(
      of((quality) => quality.seenAccuracy),
      2,
    ),
    auc(
      of((quality) => quality.seenAuc),
      4,
    ),
  );
}

const average = (qualities: readonly SplitQuality[]): SplitQuality =>
  Object.fromEntries(
    (Object.keys(qualities[0]) as (keyof SplitQuality)[]).map((key) => [key, mean(qualities.map((each) => each[key]))]),
  ) as unknown as SplitQuality;

async function trainedOn(dataset: Dataset, recipe: RecipeChanges, seed: number): Promise<Network> {
  const network = await train({ dataset, recipe, seed, threads }).finish();
  network.close();
  return network;
}

/** A trained network as it embeds, and by the mean of five views of each image. */
interface TrainedQuality {
  readonly oneView: SplitQuality;
  readonly fiveViews: SplitQuality;
}

const kept = new KeptResults<TrainedQuality>(flags.kept);

async function trainedQuality(name: string, split: Split, seed: number): Promise<TrainedQuality> {
  const recipe = resolveRecipe(ROWS[name]);
  const what = { recipe, seed, leftOut: split.name, judgedOn: flags.validate ? "validation" : "test" };
  return kept.of(what, async () => {
    const network = await trainedOn(split.training, recipe, seed);
    const viewed = { ...descriptorOf(name, network), describe: (images: Uint8Array) => embedViews(network, images) };
    const quality = {
      oneView: judgeSplit(descriptorOf(name, network), split, network.threshold),
      fiveViews: judgeSplit(viewed, split),
    };
    console.error(`${name}, seed ${seed}, without ${split.name}: ${auc(quality.oneView.auc)}`);
    return quality;
  });
}

async function printSplits(splits: readonly Split[], seeds: readonly number[], rows: readonly string[]): Promise<void> {
  head("row", ...splits.map(({ name }) => name), "mean AUC", "1-shot", "5-shot", "seen pairs %", "seen AUC");
  for (const descriptor of rows.includes("untrained") ? descriptors : []) {
    splitRow(
      descriptor.name,
      splits.map((split) => judgeSplit(descriptor, split)),
    );
  }
  for (const name of rows.filter((row) => row !== "untrained")) {
    const bySeed: TrainedQuality[][] = [];
    for (const seed of seeds) {
      const qualities: TrainedQuality[] = [];
      for (const split of splits) qualities.push(await trainedQuality(name, split, seed));
      bySeed.push(qualities);
      splitRow(
        `${name}, seed ${seed}`,
        qualities.map(({ oneView }) => oneView),
      );
    }
    const means = (views: keyof TrainedQuality): SplitQuality[] =>
      splits.map((_, s) => average(bySeed.map((qualities) => qualities[s][views])));
    splitRow(`${name}, mean`, means("oneView"));
    splitRow(`${name}, mean, by five views`, means("fiveViews"));
  }
}

/** Nothing seen: no image of these classes, nor of any like them, was trained on; but of the digits by "best". */
async function printNone(): Promise<void> {
  const sets = [
    { name: "digits, 10-way", ways: 10, images: judged.images, labels: judged.labels },
    { name: "lattice symbols, 20-way", ways: 20, ...latticeImages(60, 20, 77) },
    { name: "chosen symbols, carelessly, 20-way", ways: 20, ...chosenImages(20, 5, 1.5) },
  ];
  head("1 / 5 examples, %", ...sets.map(({ name }) => name));
  const best = await trainedOn(training, { base: "best" }, 1);
  const shipped = await loadModel(symbols);
  for (const { name, dimension, describe } of [
    ...descriptors,
    descriptorOf("best, which has seen digits", best),
    descriptorOf("symbols, as shipped", shipped),
    {
      name: "symbols, the mean of five views, as galleries take it",
      dimension: shipped.dimension,
      describe: (images: Uint8Array) => embedViews(shipped, images),
    },
  ]) {
    const cells = sets.map(({ images, labels, ways }) => {
      const embeddings = describe(images);
      return [1, 5].map((shots) => percent(fewShot(embeddings, labels, dimension, { ways, shots }))).join(" / ");
    });
    row(name, ...cells);
  }
}

async function printGallery(): Promise<void> {
  const network = await loadModel(symbols);
  const sets = [
    { name: "chosen symbols", classes: chosenNames.length, drawings: 20, ...chosenImages(20, 5) },
    { name: "lattice symbols", classes: 200, drawings: 20, ...latticeImages(200, 20, 78) },
  ];
  head("found / refused (nearest right), %", "taught", ...[1, 3, 5].map((examples) => `${examples} examples`));
  for (const set of sets) {
    for (const taught of [5, 20, 100].filter((count) => count < set.classes)) {
      const cells = [1, 3, 5].map((examples) => {
        const { found, refused, nearest } = galleryQuality(network, set, taught, examples, taught < 20 ? 20 : 5);
        return `${percent(found)} / ${percent(refused)} (${percent(nearest)})`;
      });
      row(set.name, String(taught), ...cells);
    }
  }
}

/** Training on the drawings of 20 symbols, three each, against the weights as shipped. */
async function printFew(): Promise<void> {
  const sets = [
    { name: "chosen symbols, 1.4 times as careless", ...chosenImages(20, 5, 1.4), classes: chosenNames.length },
    { name: "lattice symbols", ...latticeImages(200, 20, 78), classes: 200 },
  ];
  head("found / refused (nearest right), %", "before", "after", "trained");
  for (const { name, images, classes } of sets) {
    const { before, after, trained } = await fewQuality({ images, classes, drawings: 20 }, 20, 3, 5, threads);
    const cell = ({ found, refused, nearest }: GalleryQuality): string =>
      `${percent(found)} / ${percent(refused)} (${percent(nearest)})`;
    row(name, cell(before), cell(after), `${percent(trained, 0)} %`);
  }
}

/** The recipe of digits from drawn weights, and from those of symbols with their network. */
async function printStart(counts: readonly number[]): Promise<void> {
  head("images", "weights", "after", "pairs %", "AUC", "1-NN %");
  for (const count of counts) {
    const images = part(mnist.train, 0, count);
    for (const [name, init] of [["drawn"], ["symbols", symbols]] as const) {
      const { afterSecond, atEnd } = await startQuality(images, judged, {
        epochs: Math.max(1, Math.round((200 * 6000) / count)),
        init,
        threads,
      });
      const line = ({ step, seconds, accuracy, auc: area, nearest }: StartQuality): void =>
        row(
          String(count),
          name,
          `${step} steps, ${seconds.toFixed(0)} s`,
          percent(accuracy, 2),
          auc(area, 4),
          percent(nearest, 2),
        );
      line(afterSecond);
      line(atEnd);
    }
  }
}

const begin = performance.now();
if (parts.includes("splits")) {
  const splits = flags.splits.split(",").map((digits) => splitOff(training, judged, [...digits]));
  await printSplits(splits, flags.seeds.split(",").map(Number), flags.rows.split(","));
  console.log("");
}
if (parts.includes("none")) {
  await printNone();
  console.log("");
}
if (parts.includes("gallery")) {
  await printGallery();
  console.log("");
}
if (parts.includes("few")) await printFew();
if (parts.includes("start")) await printStart(flags.images.split(",").map(Number));
console.error(`${((performance.now() - begin) / 60_000).toFixed(1)} minutes`);
