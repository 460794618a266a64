import { execFileSync } from "node:child_process";
import { sizesOf } from "../scripts/bundle-size.ts";
import type { Dataset } from "../src/data/dataset.ts";
import { samplePairs } from "../src/data/pairs.ts";
import { type Architecture, imageSizeOf } from "../src/nn/architecture.ts";
import type { Layer } from "../src/nn/layers/index.ts";
import { buildNetwork, coreOf, createNetwork, type Network } from "../src/nn/network.ts";
import { spawnNodeWorker } from "../src/node/spawn-thread.ts";
import { Random } from "../src/random.ts";
import { executorOf, startThreads } from "../src/threads/start-threads.ts";
import { PairStep } from "../src/train/pair-step.ts";
import { describeCall, recordCalls } from "./kernel-calls.ts";
import { interleave, median } from "./measure.ts";
import { networks } from "./networks.ts";

/** A training step over a ring of batches of `batch` pairs, and what it runs on. */
async function stepOf(data: Dataset, batch: number, threads = 1, network?: Network) {
  const used = network ?? (await createNetwork({ shared: threads > 1 }));
  const executor =
    threads > 1 ? { executor: executorOf(await startThreads(used, { threads, spawn: spawnNodeWorker })) } : {};
  const training = new PairStep(used, data.images, { batch, ...executor });
  const ring = 16;
  const pairs = samplePairs(data.labels, batch * ring, Random.fromSeed(7));
  const batches = Array.from({ length: ring }, (_, i) => ({
    left: pairs.left.subarray(i * batch, (i + 1) * batch),
    right: pairs.right.subarray(i * batch, (i + 1) * batch),
    same: pairs.same.subarray(i * batch, (i + 1) * batch),
  }));
  let next = 0;
  return { network: used, step: () => training.run(batches[next++ % ring]) };
}

/** What a network and its training use of the linear memory. */
const mebibytes = (network: Network): number => coreOf(network).engine.arena.used / 2 ** 20;

/** Microseconds a step by batch and number of threads, those of one batch in turns. */
export async function threadTable(
  data: Dataset,
  batches: readonly number[],
  threads: readonly number[],
  seconds: number,
) {
  const rows = [];
  for (const batch of batches) {
    const setups = await Promise.all(threads.map((count) => stepOf(data, batch, count)));
    const times = interleave(
      // Ten in a row, as in training: workers then stay awake between steps.
      setups.map(({ step }) => () => {
        for (let i = 0; i < 10; i++) step();
      }),
      seconds * setups.length,
    ).map((us) => us / 10);
    const memory = setups.map(({ network }) => mebibytes(network));
    for (const { network } of setups) network.close();
    for (const [i, us] of times.entries()) {
      rows.push({
        batch,
        threads: threads[i],
        us,
        us_per_pair: us / batch,
        pairs_per_s: (batch / us) * 1e6,
        memory_mib: memory[i],
        speed_up: times[0] / us,
      });
    }
  }
  return rows;
}

const conv = (filters: number, pool: number) => ({ type: "conv", filters, kernelSize: 3, relu: true, pool }) as const;

/** Networks whose embedding is timed by threads: the default one, and one of larger images. */
const embedders: readonly (readonly [name: string, architecture: Architecture, images: readonly number[]])[] = [
  ["28x28", networks.default, [64, 256, 4096, 65536]],
  ["96x96x3", networks["96x96x3"], [256]],
];

/** Microseconds of embedding images at once, up to so many, by number of threads, in turns. */
export async function embedTable(threads: readonly number[], seconds: number, mostImages: number) {
  const rows = [];
  for (const [name, architecture, all] of embedders) {
    const counts = all.filter((count) => count <= mostImages);
    if (counts.length === 0) continue;
    const measured = await Promise.all(threads.map(() => createNetwork({ architecture, shared: true })));
    for (const [i, count] of threads.entries()) {
      await startThreads(measured[i], { threads: count, spawn: spawnNodeWorker });
    }
    for (const count of counts) {
      const random = Random.fromSeed(7);
      const images = Uint8Array.from({ length: count * imageSizeOf(architecture) }, () => random.below(256));
      const result = new Float32Array(count * measured[0].dimension);
      const times = interleave(
        measured.map((network) => () => network.embed(images, result)),
        seconds * threads.length,
      );
      for (const [i, us] of times.entries()) {
        rows.push({
          name,
          images: count,
          threads: threads[i],
          us_per_image: us / count,
          memory_mib: mebibytes(measured[i]),
          speed_up: times[0] / us,
        });
      }
    }
    for (const network of measured) network.close();
  }
  return rows;
}

const same = (filters: number, pool: number) => ({ ...conv(filters, pool), padding: "same" }) as const;
const average = (window: number) => ({ type: "average-pool", window }) as const;

/** Two convolutions with pooling, by side of the image and channels, and by kinds of layers. */
const sizes: readonly (readonly [side: number, channels: string, layers: readonly Layer[]])[] = [
  [14, "8/16", [conv(8, 2), conv(16, 2)]],
  [28, "8/16", [conv(8, 2), conv(16, 3)]],
  [56, "8/16", [conv(8, 2), conv(16, 3)]],
  [112, "8/16", [conv(8, 2), conv(16, 3)]],
  [128, "8/16", [conv(8, 2), conv(16, 3)]],
  [28, "8/8", [conv(8, 2), conv(8, 3)]],
  [28, "16/32", [conv(16, 2), conv(32, 3)]],
  [28, "32/64", [conv(32, 2), conv(64, 3)]],
  [28, "64/128", [conv(64, 2), conv(128, 3)]],
  [28, "128/128", [conv(128, 2), conv(128, 3)]],
  [28, "8/16, same", [same(8, 2), same(16, 3)]],
  [28, "8/16, average", [conv(8, 1), average(2), conv(16, 1), average(3)]],
];

/** Forward passes of other networks: the multiply-adds of plain sums, over the time. */
export async function sizeTable(seconds: number, ceiling: number) {
  const rows = [];
  for (const [side, channels, layers] of sizes) {
    const architecture: Architecture = {
      input: { height: side, width: side, channels: 1 },
      layers: [...layers, { type: "dense", units: 64, relu: true }, { type: "dense", units: 10 }],
    };
    const plain = await createNetwork({ architecture });
    const { engine, calls } = recordCalls(coreOf(await createNetwork({ architecture })).engine);
    const network = buildNetwork(engine, architecture, Random.fromSeed(1));
    // No blank pixels: every window is computed.
    const images = new Uint8Array(16 * side * side).fill(200);
    network.embed(images);
    const flops = calls.reduce((sum, call) => sum + describeCall(call, engine.arena.views.f32).flops, 0);
    const [us] = interleave([() => plain.embed(images)], seconds);
    rows.push({
      side,
      channels,
      us_per_image: us / 16,
      memory_mib: mebibytes(plain),
      gflops: flops / us / 1000,
      of_ceiling: flops / us / 1000 / ceiling,
    });
  }
  return rows;
}

/** Milliseconds from a fresh process's import of the built library to its first embedding: the median of five. */
export function startUp(): number {
  const script = `
    const begin = performance.now();
    const { createNetwork } = await import("siamese-simd");
    const network = await createNetwork();
    network.embed(new Uint8Array(784));
    console.log(performance.now() - begin);`;
  const times = Array.from({ length: 5 }, () =>
    Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" })),
  );
  return median(times);
}

/** What a page that trains, saves and loads takes from the library. */
export const TRAINING_PAGE = "createDataset, createNetwork, train, saveModel, loadModel";

/** Bytes of what a page loads for some of the library, kernels inside, minified and gzipped. */
export async function bundleBytes(names: string): Promise<number> {
  return (await sizesOf(`export { ${names} } from "./src/index.ts";`)).first;
}
