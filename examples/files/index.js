// Files in, files out, in Node: trains on a table of images with two threads, and compares with the model that it wrote.
import { readFile, writeFile } from "node:fs/promises";
import { loadModel, UnreadableFileError } from "siamese-simd";
import { loadTrainingData, spawnNodeWorker, trainToFolder } from "siamese-simd/node";
import { images, labels } from "./main.js";

const rows = Array.from(labels, (label, i) => [label, ...images.subarray(i * 784, (i + 1) * 784)].join(","));
await writeFile("bars.csv", `label,${Array.from({ length: 784 }, (_, i) => `p${i}`)}\n${rows.join("\n")}\n`);

const { train, test } = await loadTrainingData({ path: "bars.csv", testPath: "bars.csv" });
const threads = { threads: 2, spawn: spawnNodeWorker };
const options = { dataset: train, heldOut: test, recipe: "notebook", epochs: 1, threads };
const summary = await trainToFolder("runs/bars", options, { existing: "replace" });

// One class of errors for files, whichever entry reads them.
const missing = await loadTrainingData({ path: "none.csv" }).catch((error) => error);
if (!(missing instanceof UnreadableFileError)) throw new Error("Expected a missing file to be refused.");

const network = await loadModel(await readFile("runs/bars/model.safetensors"));
const picture = (i) => train.images.subarray(i * 784, (i + 1) * 784);
const result = {
  uprightAndUpright: network.same(picture(0), picture(2)),
  uprightAndLying: network.same(picture(0), picture(1)),
  embedding: Array.from(network.embed(picture(0))),
  backend: network.backend,
  fingerprint: summary.fingerprint,
};
console.log(JSON.stringify(result, null, 2));
