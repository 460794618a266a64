// Workers that end or dawdle in the middle of a step: the run goes on to the same bits.
import { expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { spawnNodeWorker, spawnTextWorker } from "../../src/node/spawn-thread.ts";
import { workerSource } from "../../src/node/worker-source.ts";
import { recipeArchitecture } from "../../src/run/create-run.ts";
import { type RecipeName, resolveRecipe } from "../../src/run/recipes.ts";
import { executorOf, type SpawnWorker, startThreads, type ThreadOptions } from "../../src/threads/start-threads.ts";
import { Trainer } from "../../src/train/trainer.ts";

const dataset = takeFraction((await loadDefaultMnist()).train, 0.02);

/** A worker that does `what` in its `call`th call of a kernel, once the kernel has written its result. */
const spawnSick = (kernel: string, call: number, what: string): SpawnWorker =>
  spawnTextWorker(`
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
      const { exports } = await instantiate(...given);
      let calls = 0;
      const sick = (...numbers) => {
        const result = exports.${kernel}(...numbers);
        if (++calls === ${call}) { ${what} }
        return result;
      };
      return { exports: { ...exports, ${kernel}: sick } };
    };
    ${workerSource}`);

const recipeOf = (name: RecipeName) => resolveRecipe(name, { epochs: name === "best" ? 50 : 1 });

async function alone(name: RecipeName, steps: number): Promise<string> {
  const recipe = recipeOf(name);
  const network = await createNetwork({ architecture: recipeArchitecture(recipe) });
  const trainer = new Trainer(network, { dataset, recipe });
  for (const { step } of trainer.run()) if (step === steps) break;
  return fingerprint(network);
}

/** Trains until `isEnough`; tells the fingerprint, the steps done, and when and why workers were lost. */
async function onThreads(
  name: RecipeName,
  options: Omit<ThreadOptions, "onLost">,
  isEnough: (step: number, lost: number) => boolean,
) {
  const recipe = recipeOf(name);
  const network = await createNetwork({ architecture: recipeArchitecture(recipe), shared: true });
  let began = 0;
  const lost: { reason: string; after: number }[] = [];
  const onLost = (reason: string) => lost.push({ reason, after: performance.now() - began });
  const executor = executorOf(await startThreads(network, { ...options, onLost }));
  const trainer = new Trainer(network, { dataset, recipe, executor });
  let steps = 0;
  began = performance.now();
  for (const { step } of trainer.run()) {
    steps = step;
    if (isEnough(step, lost.length)) break;
    began = performance.now();
  }
  network.close();
  return { fingerprint: await fingerprint(network), steps, lost };
}

// Pairs, a task of each kind: forward and back in one. Images: forward, back, and the update, whose kernel has changed
// the weights of a slice by then.
it.each([
  ["notebook", "convPoolBackwardWeight"],
  ["notebook", "adam"],
  ["best", "winogradPoolForward"],
  ["best", "convPoolBackwardInput"],
  ["best", "sumGradients"],
  ["best", "adam"],
] as const)("%s: a worker that ends in %s is noticed within a second, and the bits stay", async (name, kernel) => {
  const spawn = spawnSick(kernel, 15, "process.exit(3);");
  let enough = 0;
  const run = await onThreads(name, { threads: 2, spawn }, (step, lost) => {
    if (lost > 0) enough ||= step + 3;
    return step === enough;
  });
  expect(run.lost).toHaveLength(1);
  expect(run.lost[0].reason).toMatch(/ended within a step/);
  expect(run.lost[0].after).toBeLessThan(1000);
  expect(run.fingerprint).toBe(await alone(name, run.steps));
});

it("workers that are terminated one after the other, at any moment, are done without", async () => {
  const ends: (() => void)[] = [];
  const spawn: SpawnWorker = (...given) => {
    const handle = spawnNodeWorker(...given);
    ends.push(handle.terminate);
    return handle;
  };
  const run = await onThreads("best", { threads: 4, spawn }, (step) => {
    if (step % 5 === 0) ends.pop()?.();
    return step === 60;
  });
  expect(ends).toHaveLength(0);
  expect(run.fingerprint).toBe(await alone("best", 60));
});

it("a worker that is slow is waited for, beyond any time limit, to the same bits", async () => {
  const sleep = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);";
  const spawn = spawnSick("winogradPoolForward", 3, sleep);
  const run = await onThreads("best", { threads: 2, spawn, timeoutMs: 1000 }, (step) => step === 20);
  expect(run.lost).toEqual([]);
  expect(run.fingerprint).toBe(await alone("best", 20));
});
