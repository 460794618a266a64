// Writes src/web/symbol-worker/colour/weights-data.ts: trains the page's network for colour pictures on scenes that there
// never were (some minutes on two cores): npx tsx scripts/make-colour-weights.ts
import { writeFileSync } from "node:fs";
import { fingerprint, loadModel, saveModel } from "../src/formats/model.ts";
import { spawnNodeWorker } from "../src/node/spawn-thread.ts";
import { Random } from "../src/random.ts";
import { train } from "../src/run/train.ts";
import { fromByteWeights, toByteWeights } from "../src/web/one-file/byte-weights.ts";
import { colourArchitecture, colourRecipe, drawScenes, sceneDataset } from "../src/web/symbol-worker/colour/recipe.ts";

const SEED = 20;
const SCENES = 4000;
const PICTURES = 10;

const random = Random.fromSeed(SEED);
const images = drawScenes(SCENES, PICTURES, (scene) => 0.3 + (scene % 11) / 10, random);
const dataset = sceneDataset(images, PICTURES);
const training = train({
  dataset,
  recipe: colourRecipe,
  architecture: colourArchitecture,
  maxMemory: 2 ** 29,
  threads: { threads: 2, spawn: spawnNodeWorker },
});
let steps = 0;
for await (const event of training) {
  if (event.type === "step" && ++steps % 500 === 0)
    console.log(`step ${steps} of ${training.steps}: loss ${event.loss}`);
}
const { network } = training;
network.close();
// What it was trained on has no names.
network.classNames = undefined;
const trained = await fingerprint(network);
const packed = toByteWeights(saveModel(network));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
writeFileSync(
  new URL("../src/web/symbol-worker/colour/weights-data.ts", import.meta.url),
  `// Written by scripts/make-colour-weights.ts, which trained ${trained} before its weights were rounded.
/** A model file's beginning, each filter's step, and each weight in steps, as byte-weights.ts has them: base64. */
export const HEAD: string =
  "${text(packed.head)}";
export const STEPS: string =
  "${text(packed.steps)}";
export const WEIGHTS: string =
  "${text(packed.weights)}";
`,
);
console.log(`trained ${trained}, shipped ${await fingerprint(await loadModel(fromByteWeights(packed)))}`);
