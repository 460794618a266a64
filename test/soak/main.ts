// Trains for very long, and makes and drops networks, watching the memory:
// node --expose-gc --import tsx test/soak/main.ts --steps 1000000 --rounds 1000
import { parseArgs } from "node:util";
import { samplePairs } from "../../src/data/pairs.ts";
import type { Architecture } from "../../src/nn/architecture.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { Random } from "../../src/random.ts";
import { executorOf, startThreads } from "../../src/threads/start-threads.ts";
import { PairStep } from "../../src/train/pair-step.ts";

const { values } = parseArgs({
  options: { steps: { type: "string", default: "20000" }, rounds: { type: "string", default: "50" } },
});
const MIB = 1 << 20;
const { gc } = globalThis;
if (!gc) throw new Error("Run node with --expose-gc.");

const architecture: Architecture = {
  input: { height: 10, width: 10, channels: 1 },
  layers: [
    { type: "conv", filters: 4, kernelSize: 3, relu: true, pool: 2 },
    { type: "dense", units: 4 },
  ],
};
const random = Random.fromSeed(3);
const images = Uint8Array.from({ length: 40 * 100 }, () => random.below(256));
const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 4);
const pairs = samplePairs(labels, 8, random);

/** Bytes in use after a collection; the first one settles what was lazily made. */
function heap(): number {
  for (let i = 0; i < 3; i++) gc?.();
  return process.memoryUsage().heapUsed;
}

function check(what: string, before: number, after: number): void {
  const grown = (after - before) / MIB;
  console.log(`${what}: ${(before / MIB).toFixed(2)} MiB, then ${(after / MIB).toFixed(2)} MiB`);
  if (grown > 1) {
    console.error(`FAILED: ${what} grew by ${grown.toFixed(2)} MiB`);
    process.exit(1);
  }
}

const steps = Number(values.steps);
const network = await createNetwork({ architecture });
const training = new PairStep(network, images, { batch: 8 });
for (let i = 0; i < 2000; i++) training.run(pairs);
const [heapBefore, linearBefore] = [heap(), coreOf(network).engine.arena.memory.buffer.byteLength];
for (let i = 0; i < steps; i++) training.run(pairs);
console.log(`${steps} steps`);
check("JavaScript heap", heapBefore, heap());
check("linear memory", linearBefore, coreOf(network).engine.arena.memory.buffer.byteLength);

const rounds = Number(values.rounds);
let workers = 0;
async function round(): Promise<void> {
  const network = await createNetwork({ architecture, shared: true });
  const threads = await startThreads(network, {
    threads: 2,
    spawn: (onReply, onLost) => {
      workers++;
      return spawnNodeWorker(onReply, (reason) => {
        workers--;
        onLost(reason);
      });
    },
  });
  const training = new PairStep(network, images, { batch: 8, executor: executorOf(threads) });
  for (let i = 0; i < 5; i++) training.run(pairs);
  network.close();
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
for (let i = 0; i < 10; i++) await round();
await settle();
const before = { heap: heap(), outside: process.memoryUsage().external };
for (let i = 0; i < rounds; i++) await round();
await settle();
console.log(`${rounds} networks made, trained with 2 threads, and closed`);
check("JavaScript heap", before.heap, heap());
check("memory outside it", before.outside, process.memoryUsage().external);
if (workers !== 0) {
  console.error(`FAILED: ${workers} workers are left`);
  process.exit(1);
}
console.log("no worker left");
