// What a network takes while it does nothing, to open, and of memory beyond its buffers.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { networks } from "../../bench/networks.ts";
import { imageSizeOf } from "../../src/nn/architecture.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { executorOf, startThreads } from "../../src/threads/start-threads.ts";
import { PairStep } from "../../src/train/pair-step.ts";

const four = Uint32Array.of(0, 1, 2, 3);
const pairs = { left: four, right: four, same: four };

it("threads that have nothing to do take no time of the processor", async () => {
  const network = await createNetwork({ shared: true, seed: 1 });
  const executor = executorOf(await startThreads(network, { threads: 8, spawn: spawnNodeWorker }));
  const training = new PairStep(network, new Uint8Array(4 * 784).fill(90), { batch: 4, executor });
  for (let step = 0; step < 50; step++) training.run(pairs);
  // They stay awake for a moment, in case there is another step.
  await sleep(100);
  const before = process.cpuUsage();
  await sleep(1000);
  const { user, system } = process.cpuUsage(before);
  network.close();
  expect((user + system) / 1000).toBeLessThan(50);
});

it("a network of the default size opens in under 5 ms after the first", async () => {
  const times = [];
  for (let i = 0; i < 20; i++) {
    const begin = performance.now();
    const network = await createNetwork({ seed: i });
    network.embed(new Uint8Array(784));
    times.push(performance.now() - begin);
  }
  // The least: other work on the machine only adds to it.
  expect(Math.min(...times.slice(1))).toBeLessThan(5);
});

it.each(Object.entries(networks))("memory is at most 1.3 times what the buffers need: %s", async (_, architecture) => {
  for (const shared of [false, true]) {
    const network = await createNetwork({ architecture, shared });
    const { arena } = coreOf(network).engine;
    const least = () => expect(arena.memory.buffer.byteLength / arena.used).toBeLessThan(1.3);
    least();
    new PairStep(network, new Uint8Array(4 * imageSizeOf(architecture)), { batch: 32 });
    least();
  }
});
