// Renders the crops of meters: crops/train, 20 of each of 11 kinds in a bright room, and crops/test, 2,000 in a cellar.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import encode, { init } from "@jsquash/jpeg/encode.js";
import { CONDITIONS, HEIGHT, randomOf, takeCrop, WIDTH } from "./crop.js";

const KINDS = [..."0123456789", "none"];
const { resolve } = createRequire(import.meta.url);
await init(await WebAssembly.compile(readFileSync(resolve("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"))));

async function render(folder, count, condition, seed) {
  const random = randomOf(seed);
  for (const kind of KINDS) mkdirSync(`crops/${folder}/${kind}`, { recursive: true });
  for (let i = 0; i < count; i++) {
    const kind = KINDS[i % KINDS.length];
    const { pixels, quality } = takeCrop(kind, condition, random);
    const jpeg = await encode(
      { data: pixels, width: WIDTH, height: HEIGHT },
      { quality, baseline: true, progressive: false },
    );
    writeFileSync(`crops/${folder}/${kind}/${String(i).padStart(4, "0")}.jpg`, new Uint8Array(jpeg));
  }
}

await render("train", 20 * KINDS.length, CONDITIONS.bright, 1);
await render("test", 2000, CONDITIONS.cellar, 2);
console.log(`crops: ${20 * KINDS.length} to train on, 2000 to judge by, ${HEIGHT}x${WIDTH}.`);
