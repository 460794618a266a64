// The loop that jobs are compared with, in a process of its own: plain-loop.ts IMAGES COUNT MODEL OUT
import { readFileSync } from "node:fs";
import { loadModel } from "../../src/formats/model.ts";
import { listImages } from "../../src/node/jobs/list-images.ts";
import { createEmbeddingRows } from "../../src/node/write/embedding-rows.ts";
import { embedPlainly } from "./plain.ts";

const [images, count, model, out] = process.argv.slice(2);
const network = await loadModel(new Uint8Array(readFileSync(model)), model);
const rows = await createEmbeddingRows(out, { dimension: network.dimension, fingerprint: "" });
const begin = performance.now();
const cpu = process.cpuUsage();
let done = 0;
for await (const { files, embeddings } of embedPlainly(network, listImages([images]))) {
  await rows.add(
    files.map(({ name }) => name),
    embeddings,
  );
  done += files.length;
}
await rows.finish();
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ seconds: (performance.now() - begin) / 1000, cpuSeconds: (user + system) / 1e6 }));
if (done !== Number(count)) throw new Error(`Expected ${count} images, got ${done}.`);
