// Trains on 500 icons, then finds which files of a folder of icons show the same, and what is nearest to one.
import { availableParallelism } from "node:os";
import { createDataset, fingerprint, train } from "siamese-simd";
import { spawnNodeWorker } from "siamese-simd/node";
import { paint, readIcons, SIDE } from "./icons.js";

const icons = readIcons(500);

// To train on: each icon four times, as it is drawn here and there.
const STYLES = [{ pen: 1.5 }, { pen: 2, size: 0.9 }, { pen: 2.5, turn: 3 }, { pen: 2, size: 1.05, turn: -3 }];
const pictures = icons.flatMap(({ drawing }) => STYLES.map((style) => paint(drawing, style)));
const labels = icons.flatMap(({ names }) => STYLES.map(() => names[0]));
const dataset = createDataset(joined(pictures), labels, SIDE, SIDE);
const begin = performance.now();
const threads = { threads: Math.min(8, availableParallelism()), spawn: spawnNodeWorker };
// Icons stand in their places as drawn: they are moved and turned less than handwriting is.
const recipe = {
  base: "best",
  epochs: 60,
  schedule: "one-cycle",
  lr: 0.006,
  average: 0,
  augment: { shift: 0.7, rotate: 5, scale: 0.08, shear: 0, bend: 0 },
};
const network = await train({ dataset, threads, recipe }).finish();
const seconds = (performance.now() - begin) / 1000;
network.close();

// The folder to look through: every icon under each of its names, and one in ten saved again, thinner and turned.
const files = icons.flatMap(({ drawing, names }, icon) => [
  ...names.map((name) => ({ name, icon, picture: paint(drawing) })),
  ...(icon % 10 === 0 ? [{ name: `${names[0]}-copy`, icon, picture: paint(drawing, { pen: 1.75, turn: 4 }) }] : []),
]);
const embeddings = network.embed(joined(files.map(({ picture }) => picture)));

function distance(a, b) {
  let sum = 0;
  for (let d = 0; d < network.dimension; d++) {
    sum += (embeddings[a * network.dimension + d] - embeddings[b * network.dimension + d]) ** 2;
  }
  return Math.sqrt(sum);
}

const pairs = [];
for (let a = 0; a < files.length; a++) {
  for (let b = a + 1; b < files.length; b++) pairs.push({ a, b, distance: distance(a, b) });
}
pairs.sort((p, q) => p.distance - q.distance);
const isDuplicate = ({ a, b }) => files[a].icon === files[b].icon;
const duplicates = pairs.filter(isDuplicate).length;
// As many pairs as there are duplicates, the nearest: how many of them are duplicates?
const found = pairs.slice(0, duplicates).filter(isDuplicate).length;

const ASKED = ["alarm-clock", "arrow-down", "battery-full", "book-open"];
const nearest = Object.fromEntries(
  ASKED.map((name) => {
    const asked = files.findIndex((file) => file.name === name);
    const others = files.map((_, i) => i).filter((i) => i !== asked);
    others.sort((a, b) => distance(asked, a) - distance(asked, b));
    return [name, others.slice(0, 4).map((i) => files[i].name)];
  }),
);
const result = { files: files.length, duplicates, found, nearest, seconds, fingerprint: await fingerprint(network) };
console.log(JSON.stringify(result, null, 2));

function joined(images) {
  const all = new Uint8Array(images.length * SIDE * SIDE);
  for (const [i, image] of images.entries()) all.set(image, i * SIDE * SIDE);
  return all;
}
