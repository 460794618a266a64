// Trains on 220 crops of meters in a bright room, and names 2,000 crops from a cellar by the nearest of the 220.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import decode, { init } from "@jsquash/jpeg/decode.js";
import { createDataset, evaluate, fingerprint, train } from "siamese-simd";
import { nearestNeighbourAccuracy } from "siamese-simd/metrics";
import { spawnNodeWorker } from "siamese-simd/node";

const { resolve } = createRequire(import.meta.url);
await init(await WebAssembly.compile(readFileSync(resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"))));
// What the decoder makes its pictures of; Node has none.
globalThis.ImageData ??= class {
  constructor(data) {
    this.data = data;
  }
};

/** All crops of a folder that holds a folder for each kind. */
async function readCrops(folder) {
  const images = [];
  const labels = [];
  for (const kind of readdirSync(folder).sort()) {
    for (const name of readdirSync(`${folder}/${kind}`).sort()) {
      const { data } = await decode(readFileSync(`${folder}/${kind}/${name}`));
      images.push(...data.filter((_, i) => i % 4 < 3));
      labels.push(kind);
    }
  }
  return createDataset(Uint8Array.from(images), labels, 32, 20, { channels: 3 });
}

const dataset = await readCrops("crops/train");
const cellar = await readCrops("crops/test");
const begin = performance.now();
const beginCpu = process.cpuUsage();
const threads = { threads: Math.min(8, availableParallelism()), spawn: spawnNodeWorker };
// RGB images: the recipe is "photo".
const network = await train({ dataset, threads }).finish();
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(beginCpu);
network.close();

const named = nearestNeighbourAccuracy({
  gallery: network.embed(dataset.images),
  galleryLabels: dataset.labels,
  queries: network.embed(cellar.images),
  queryLabels: cellar.labels,
  dimension: network.dimension,
});
const { accuracy } = evaluate(network, cellar);
const cpuSeconds = (user + system) / 1e6;
const result = { named, pairs: accuracy, seconds, cpuSeconds, fingerprint: await fingerprint(network) };
console.log(JSON.stringify(result, null, 2));
