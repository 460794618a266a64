// Times a training step and embeddings by the kernels and by plain JavaScript, in turns, on the reader's machine. The
// bundle's src/reference is without its rounding (bench/plain-javascript.ts), so that "js" is plain JavaScript.
import { createNetwork, type Network } from "../../../src/index.ts";
import { loadMnist } from "../../../src/mnist/index.ts";
import { PairStep } from "../../../src/train/pair-step.ts";

const PAIRS = 32;
const ROUNDS = 15;
const ROUND_MS = 150;
/** How far losses of the two may be apart: plain JavaScript adds in double precision. */
const MOST_APART = 1e-3;

interface Way {
  readonly name: string;
  readonly step: () => number;
  readonly embed: () => unknown;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Microseconds of a call, the mean of a round. */
function time(call: () => unknown): number {
  const begin = performance.now();
  let calls = 0;
  let now = begin;
  do {
    call();
    calls++;
    now = performance.now();
  } while (now - begin < ROUND_MS);
  return ((now - begin) * 1000) / calls;
}

async function wayOf(
  name: string,
  backend: "wasm" | "js",
  images: Uint8Array,
  labels: ArrayLike<number>,
): Promise<Way> {
  const trained: Network = await createNetwork({ backend, seed: 1 });
  const embedder: Network = await createNetwork({ backend, seed: 1 });
  const training = new PairStep(trained, images, { batch: PAIRS });
  const left = Uint32Array.from({ length: PAIRS }, (_, i) => i);
  const right = left.map((i) => i + PAIRS);
  const same = Uint8Array.from(left, (i) => Number(labels[i] === labels[i + PAIRS]));
  const result = new Float32Array(2 * PAIRS * embedder.dimension);
  return {
    name,
    step: () => training.run({ left, right, same }),
    embed: () => embedder.embed(images, result),
  };
}

async function measure(): Promise<void> {
  const { dataset } = await loadMnist();
  const images = dataset.images.subarray(0, 2 * PAIRS * 784);
  const { labels } = dataset;
  const ways = [
    await wayOf("siamese-simd, WebAssembly SIMD", "wasm", images, labels),
    await wayOf("plain JavaScript, the same loops", "js", images, labels),
  ];
  for (let step = 0; step < 10; step++) {
    const [ours, plain] = ways.map((way) => way.step());
    if (!(Math.abs(ours - plain) <= MOST_APART)) throw new Error(`step ${step}: losses of ${ours} and ${plain}.`);
  }
  // Warm.
  for (const way of ways) for (const call of [way.step, way.embed]) time(call);
  const times = ways.map(() => ({ step: [] as number[], embed: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, way] of ways.entries()) {
      times[i].step.push(time(way.step));
      times[i].embed.push(time(way.embed));
    }
    postMessage({ round: round + 1, of: ROUNDS });
  }
  const rows = ways.map(({ name }, i) => ({ name, step: median(times[i].step), embed: median(times[i].embed) }));
  postMessage({ rows });
}

addEventListener("message", () => void measure().catch((error) => postMessage({ error: String(error) })));
