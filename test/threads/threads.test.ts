import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { type Backend, createNetwork, type Network } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { resolveRecipe } from "../../src/run/recipes.ts";
import { executorOf, type SpawnWorker, startThreads } from "../../src/threads/start-threads.ts";
import { Trainer } from "../../src/train/trainer.ts";
import { shareMemory } from "../../src/wasm/shared-bytes.ts";

const train = takeFraction((await loadDefaultMnist()).train, 0.02);

const recipeOf = (batch: number) => resolveRecipe("notebook", { epochs: 1, batch });

interface Run {
  network: Network;
  trainer: Trainer;
}

interface StartOptions {
  readonly batch?: number;
  readonly backend?: Backend;
  readonly spawn?: SpawnWorker;
  readonly timeoutMs?: number;
  readonly onLost?: (reason: string) => void;
}

async function start(threads: number, options: StartOptions = {}) {
  const { batch = 32, backend, spawn = spawnNodeWorker, timeoutMs = 10_000, onLost } = options;
  const network = await createNetwork({ shared: true, ...(backend ? { backend } : {}) });
  const executor = executorOf(await startThreads(network, { threads, spawn, timeoutMs, onLost }));
  return { network, trainer: new Trainer(network, { dataset: train, recipe: recipeOf(batch), executor }) };
}

async function trained({ network, trainer }: Run, steps: number): Promise<string> {
  for (const event of trainer.run()) if (event.step === steps) break;
  network.close();
  return fingerprint(network);
}

async function alone(steps: number, batch = 32): Promise<string> {
  const network = await createNetwork();
  return trained({ network, trainer: new Trainer(network, { dataset: train, recipe: recipeOf(batch) }) }, steps);
}

it("500 steps give one fingerprint with 1, 2, 3 and 8 threads, and with memory that is not shared", async () => {
  const expected = await alone(500);
  for (const threads of [1, 2, 3, 8]) expect(await trained(await start(threads), 500), `${threads}`).toBe(expected);
});

it("batches that fill no chunk, one shard, and many give the same bits with 1 and 3 threads", async () => {
  for (const batch of [2, 6, 18, 100, 512]) {
    expect(await trained(await start(3, { batch }), 12), `batch ${batch}`).toBe(await alone(12, batch));
  }
});

it("workers run the scalar kernels to the same bits too", async () => {
  expect(await trained(await start(2, { backend: "js" }), 5)).toBe(await alone(5));
});

it("a worker that ends between steps is told with its reason, and the run goes on to the same bits", async () => {
  const reasons: string[] = [];
  let end = () => {};
  const run = await start(2, {
    onLost: (reason) => reasons.push(reason),
    spawn: (...given) => {
      const handle = spawnNodeWorker(...given);
      end = handle.terminate;
      return handle;
    },
  });
  for (const { step } of run.trainer.run()) if (step === 20) break;
  end();
  while (reasons.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(reasons).toEqual(["a worker ended with code 1"]);
  expect(await trained(run, 40)).toBe(await alone(40));
});

it("a worker that answers no command is an error after the time limit", async () => {
  // It says that it is ready and then nothing more.
  const silent: SpawnWorker = (onReply) => ({
    post: ({ memory, control }) => {
      expect(memory.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(control).toBeGreaterThan(0);
      onReply({ ready: true });
    },
    terminate: () => {},
  });
  await expect(start(2, { spawn: silent, timeoutMs: 1000 })).rejects.toThrow(
    /stopped answering: nothing was done within 1000 ms/,
  );
});

it("a worker that cannot start, a wrong number of threads and plain memory are told at once", async () => {
  const broken: SpawnWorker = (_, onLost) => ({ post: () => onLost("no such script"), terminate: () => {} });
  await expect(start(2, { spawn: broken })).rejects.toThrow(/could not start: no such script/);
  await expect(start(0)).rejects.toThrow(/from 1 to 64, got 0/);
  await expect(startThreads(await createNetwork(), { threads: 2, spawn: spawnNodeWorker })).rejects.toThrow(
    /createNetwork\({ shared: true }\)/,
  );
});

it("a worker that never answers its start is told after the time limit, and ended", async () => {
  let ended = 0;
  const deaf: SpawnWorker = () => ({ post: () => {}, terminate: () => void ended++ });
  await expect(start(3, { spawn: deaf, timeoutMs: 50 })).rejects.toThrow(
    /could not start: it gave no answer within 50 ms/,
  );
  expect(ended).toBe(2);
});

it("a process whose workers were never closed exits by itself", async () => {
  const script = `
    import { createNetwork, startThreads } from "./src/index.ts";
    import { spawnNodeWorker } from "./src/node/spawn-thread.ts";
    await startThreads(await createNetwork({ shared: true }), { threads: 3, spawn: spawnNodeWorker });
    console.log("done");`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", script],
    { timeout: 20_000 },
  );
  expect(stdout).toBe("done\n");
});

it("the shared kernels are the plain ones but for one byte, and what the compiler makes for shared memory", async () => {
  const plain = readFileSync("build/kernels.wasm");
  const shared = shareMemory(plain);
  expect([...shared].filter((byte, i) => byte !== plain[i])).toEqual([3]);
  expect(Buffer.compare(shared, readFileSync("build/kernels-shared.wasm"))).toBe(0);
  expect(() => shareMemory(plain.subarray(0, 8))).toThrow(/no memory with a maximum/);
});
