// What training without labels gives: npx tsx scripts/unseen/unlabelled.ts [epochs] [lr] [warp]
// Each of the first 6,000 images of MNIST is a class of its own, warped so many times as strongly as usual, beside drawn glyphs.
// Printed is how often the nearest of those images is of the same digit, for 2,000 of the last training images.
import { parseArgs } from "node:util";
import { createDataset, type Dataset } from "../../src/data/dataset.ts";
import { loadModel } from "../../src/formats/model.ts";
import { scanNeighbours } from "../../src/metrics/knn.ts";
import { shareRight } from "../../src/metrics/nearest-neighbour.ts";
import { coreOf } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { recipes } from "../../src/run/recipes.ts";
import { train } from "../../src/run/train.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { type Descriptor, descriptors } from "./descriptors.ts";

const IMAGES = 6000;
const QUERIES = 2000;
const { positionals } = parseArgs({ allowPositionals: true });
const [epochs = 2, lr = 0.0003, warp = 1.8] = positionals.map(Number);
const { train: mnist } = await loadDefaultMnist();
const size = mnist.height * mnist.width;
const part = (begin: number, count: number): Dataset =>
  createDataset(
    mnist.images.slice(begin * size, (begin + count) * size),
    mnist.labels.slice(begin, begin + count),
    mnist.height,
    mnist.width,
  );
const gallery = part(0, IMAGES);
const queries = part(50_000, QUERIES);
const start = await loadModel(symbols);

function report({ name, dimension, describe }: Descriptor): void {
  const { labels } = scanNeighbours({
    gallery: describe(gallery.images),
    galleryLabels: gallery.labels,
    queries: describe(queries.images),
    queryLabels: queries.labels,
    dimension,
    sameSet: false,
    engine: coreOf(start).engine,
    ks: [1],
  });
  console.log(`| ${name} | ${(100 * shareRight(labels[0], queries.labels)).toFixed(2)} % |`);
}

for (const descriptor of descriptors) report(descriptor);
const { dimension } = start;
report({ name: "symbols, as shipped", dimension, describe: (images) => start.embed(images) });

// Each image twice: a class needs two to warp.
const twice = new Uint8Array(2 * gallery.images.length);
for (const i of [0, 1]) twice.set(gallery.images, i * gallery.images.length);
const network = await train({
  dataset: createDataset(
    twice,
    Array.from({ length: 2 * IMAGES }, (_, i) => i % IMAGES),
    mnist.height,
    mnist.width,
  ),
  init: symbols,
  recipe: {
    ...recipes.symbols,
    epochs,
    lr,
    augment: { shift: 1.5 * warp, rotate: 15 * warp, scale: 0.15 * warp, shear: 0.2 * warp, bend: warp },
    mix: {
      data: { classes: 16, images: 2 },
      mixed: null,
      glyphs: { classes: 16, images: 8, made: 1000, drawings: 10, many: 70 },
    },
  },
}).finish();
report({ name: "the same, trained on without labels", dimension, describe: (images) => network.embed(images) });
