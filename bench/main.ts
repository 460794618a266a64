import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { instantiateSync } from "@assemblyscript/loader";
import { takeFraction } from "../src/data/dataset.ts";
import { samplePairs } from "../src/data/pairs.ts";
import { createNetwork, type Network } from "../src/nn/network.ts";
import { loadDefaultMnist } from "../src/node/read/default-dataset.ts";
import { Random } from "../src/random.ts";
import { PairStep } from "../src/train/pair-step.ts";
import { batchLossLines, batchLossTable } from "./batch-losses.ts";
import { imageStepTable } from "./image-steps.ts";
import { kernelTable } from "./kernel-table.ts";
import { largerKernelTable } from "./larger-networks.ts";
import { interleave } from "./measure.ts";
import { networks, oddNetwork } from "./networks.ts";
import { plainNetwork } from "./plain-javascript.ts";
import { planLines } from "./plan.ts";
import { bundleBytes, embedTable, sizeTable, startUp, TRAINING_PAGE, threadTable } from "./sweeps.ts";

const BATCH = 32;
// Multiply-adds that a framework does for one image of the default network, leaving nothing out: each layer forward,
// its weight gradient, and (but for the first) its input gradient. Convolutions at all 26x26 and 11x11 outputs.
const CONV1 = 26 * 26 * 9 * 8;
const ABOVE = 11 * 11 * 72 * 16 + 144 * 64 + 64 * 32 + 32 * 10;
const DENSE_MULTIPLY_ADDS = 2 * CONV1 + 3 * ABOVE;

const { default: _, ...larger } = networks;
const LARGER = { ...larger, "57x43x3": oddNetwork };

const json = process.argv.includes("--json");
const say = json ? console.error : console.log;
const quick = process.argv.includes("--quick");
const seconds = quick ? 0.05 : 1;

if (process.argv.includes("--plan")) {
  for (const [name, architecture] of Object.entries(networks))
    for (const line of planLines(name, architecture)) say(line);
  process.exit();
}

const { train } = await loadDefaultMnist();
const data = takeFraction(train, 0.1);
const pairs = samplePairs(data.labels, BATCH * 64, Random.fromSeed(7));
const batches = Array.from({ length: 64 }, (_, i) => ({
  left: pairs.left.subarray(i * BATCH, (i + 1) * BATCH),
  right: pairs.right.subarray(i * BATCH, (i + 1) * BATCH),
  same: pairs.same.subarray(i * BATCH, (i + 1) * BATCH),
}));

async function measureCeiling(): Promise<() => void> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 16384 });
  const { exports } = instantiateSync(readFileSync("build/ceiling.wasm"), { env: { memory } });
  const chains = exports.multiplyAddChains as (rounds: number, factor: number) => number;
  return () => chains(20_000, 0.5);
}
const CEILING_FLOPS = 20_000 * 12 * 8;

interface Setup {
  network: Network;
  training: PairStep;
  step: () => number;
}

async function setUp(network: Network): Promise<Setup> {
  const training = new PairStep(network, data.images, { batch: BATCH });
  let next = 0;
  return { network, training, step: () => training.run(batches[next++ % batches.length]) };
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const roof = await measureCeiling();
const ceiling = CEILING_FLOPS / interleave([roof], seconds)[0] / 1000;

const kernels = (await kernelTable(data.images, batches, seconds / 4)).map((row) => ({
  ...row,
  of_ceiling: row.gflops / ceiling,
}));

const fresh = await setUp(await createNetwork({ backend: "wasm" }));
const twin = await setUp(await createNetwork({ backend: "js" }));
const plain = await setUp(await plainNetwork());
const [us, jsUs, scalarUs, roofUs] = interleave([fresh.step, plain.step, twin.step, roof], seconds * 12, 30);
const steadyCeiling = CEILING_FLOPS / roofUs / 1000;
const denseUs = (2 * 2 * BATCH * DENSE_MULTIPLY_ADDS) / steadyCeiling / 1000;
const step = {
  batch: BATCH,
  us,
  js_us: jsUs,
  scalar_us: scalarUs,
  ratio: jsUs / us,
  pairs_per_s: (BATCH / us) * 1e6,
  dense_roof_ratio: denseUs / us,
};

const embed = [1, 64].map((batch) => {
  const images = data.images.subarray(0, batch * 784);
  const [wasmUs, plainUs] = interleave(
    [() => fresh.network.embed(images), () => plain.network.embed(images)],
    seconds * 2,
  );
  return {
    batch,
    images_per_s: (batch / wasmUs) * 1e6,
    js_images_per_s: (batch / plainUs) * 1e6,
    ratio: plainUs / wasmUs,
  };
});

// 1, 2, 4 and so on, up to the machine's.
const counts = [1, 2, 4, 8, 16, 32, 64].filter((count) => count <= Math.max(2, availableParallelism()));
const threads = await threadTable(data, quick ? [32] : [32, 128, 512, 2048, 4096], counts, seconds * 3);
const embedThreads = await embedTable(counts, seconds * 3, quick ? 64 : 65536);
const largerKernels = await largerKernelTable(quick ? { "64x64x1": networks["64x64x1"] } : LARGER, seconds / 4);
const sizes = await sizeTable(seconds, steadyCeiling);
const batchLosses = await batchLossTable(seconds / 4);
const images = await imageStepTable(seconds, quick ? 3 : 9);
const startup_ms = startUp();
const bundle = { core: await bundleBytes("createNetwork"), training: await bundleBytes(TRAINING_PAGE) };

const result = {
  machine: cpus()[0].model,
  node: process.version,
  ceiling_gflops: steadyCeiling,
  kernels,
  step,
  embed,
  threads,
  embed_threads: embedThreads,
  larger: largerKernels.map((row) => ({ ...row, of_ceiling: row.gflops / steadyCeiling })),
  batch_losses: batchLosses,
  sizes,
  images,
  startup_ms,
  bundle,
};
if (json) console.log(JSON.stringify(result, null, 2));
say(`${result.machine}, Node ${result.node}; medians, each compared with its rival in turns`);
say(`SIMD ceiling (multiply-add, nothing loaded)  ${steadyCeiling.toFixed(1)} GFLOP/s\n`);
say("kernel                   shape                            us   GFLOP/s  of ceiling  scalar/SIMD");
for (const k of kernels) {
  say(
    `${k.name.padEnd(24)} ${k.shape.padEnd(28)} ${k.us.toFixed(1).padStart(7)} ${k.gflops.toFixed(1).padStart(8)} ` +
      `${(100 * k.of_ceiling).toFixed(0).padStart(9)} %  ${k.ratio.toFixed(1).padStart(9)}`,
  );
}
say("\nLosses over a batch        shape                           us   GFLOP/s  of ceiling  scalar/SIMD");
for (const line of batchLossLines(batchLosses, steadyCeiling)) say(line);
say(`\nTraining step, ${BATCH} pairs: ${us.toFixed(0)} us, ${Math.round(step.pairs_per_s)} pairs/s`);
say(
  `  plain JavaScript: ${jsUs.toFixed(0)} us, ${Math.round((BATCH / jsUs) * 1e6)} pairs/s; ratio ${step.ratio.toFixed(1)}`,
);
say(`  the scalar twin, same bits: ${scalarUs.toFixed(0)} us; ratio ${(scalarUs / us).toFixed(1)}`);
say(
  `  the full dense arithmetic at the ceiling would need ${denseUs.toFixed(0)} us; ratio ${step.dense_roof_ratio.toFixed(2)}`,
);
for (const e of embed) {
  say(
    `Embedding, ${e.batch} at a time: ${Math.round(e.images_per_s)} images/s; plain JavaScript ` +
      `${Math.round(e.js_images_per_s)}; ratio ${e.ratio.toFixed(1)}`,
  );
}
say("\nTraining steps   pairs  threads       us   us/pair    pairs/s  speed-up      MiB");
for (const t of threads) {
  say(
    `${String(t.batch).padStart(22)} ${String(t.threads).padStart(8)} ${t.us.toFixed(0).padStart(8)} ` +
      `${t.us_per_pair.toFixed(1).padStart(9)} ${Math.round(t.pairs_per_s).toString().padStart(10)} ` +
      `${t.speed_up.toFixed(2).padStart(9)} ${t.memory_mib.toFixed(1).padStart(8)}`,
  );
}
say("\nEmbedding        network   images  threads  us/image  speed-up      MiB");
for (const e of embedThreads) {
  say(
    `${e.name.padStart(24)} ${String(e.images).padStart(8)} ${String(e.threads).padStart(8)} ` +
      `${e.us_per_image.toFixed(2).padStart(9)} ${e.speed_up.toFixed(2).padStart(9)} ${e.memory_mib.toFixed(1).padStart(8)}`,
  );
}
say("\nLarger networks  kernel                   shape                            us   of a step  GFLOP/s  of ceiling");
for (const k of result.larger) {
  say(
    `${k.network.padEnd(16)} ${k.name.padEnd(24)} ${k.shape.padEnd(28)} ${k.us.toFixed(0).padStart(6)} ` +
      `${(100 * k.share).toFixed(0).padStart(9)} % ${k.gflops.toFixed(1).padStart(8)} ${(100 * k.of_ceiling).toFixed(0).padStart(9)} %`,
  );
}
say("\nForward pass     side         channels  us/image      MiB  GFLOP/s of plain sums");
for (const z of sizes) {
  say(
    `${String(z.side).padStart(21)} ${z.channels.padStart(16)} ${z.us_per_image.toFixed(1).padStart(9)} ${z.memory_mib.toFixed(1).padStart(8)} ` +
      `${z.gflops.toFixed(1).padStart(8)} (${(100 * z.of_ceiling).toFixed(0)} % of the ceiling)`,
  );
}
say("\nTraining by the defaults        image  us/image  images/s  of it augmenting  embedded images/s");
for (const i of images) {
  say(
    `${i.size.padStart(36)} ${i.us_per_image.toFixed(1).padStart(9)} ${Math.round(i.images_per_s).toString().padStart(9)} ` +
      `${(100 * i.augment_share).toFixed(0).padStart(15)} % ${Math.round(i.embed_images_per_s).toString().padStart(18)}`,
  );
}
say(`\nImport to first embedding: ${startup_ms.toFixed(1)} ms`);
say(
  `Bundle, minified and gzipped: embedding ${kilobytes(bundle.core)}, training and files ${kilobytes(bundle.training)}`,
);
