import { expect, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { UnreadableFileError } from "../../src/errors.ts";
import { fingerprint, loadModel, saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors } from "../../src/formats/safetensors.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { Random } from "../../src/random.ts";
import { loadCheckpoint, saveCheckpoint } from "../../src/run/checkpoint.ts";
import { recipeArchitecture, type TrainOptions } from "../../src/run/create-run.ts";
import { recipes } from "../../src/run/recipes.ts";
import { type Training, train } from "../../src/run/train.ts";
import { startThreads } from "../../src/threads/start-threads.ts";
import { version } from "../../src/version.ts";

const random = Random.fromSeed(5);
const digits = (count: number) =>
  createDataset(
    Uint8Array.from({ length: count * 784 }, () => random.below(256)),
    Array.from({ length: count }, (_, i) => i % 4),
    28,
    28,
  );
const dataset = digits(40);
const heldOut = digits(12);
const small = { dataset, recipe: { base: "best", epochs: 6, batch: 8 } } as const satisfies TrainOptions;

async function fingerprintOf(options: TrainOptions): Promise<string> {
  const network = await train(options).finish();
  network.close();
  return fingerprint(network);
}

it("makes the network that the recipe asks for, and trains it to a threshold", async () => {
  const training = train({ ...small, heldOut });
  const events = [];
  for await (const event of training) events.push(event);
  const { network } = training;
  expect(network.architecture).toEqual(recipeArchitecture(recipes.best));
  expect(network.threshold).toBeGreaterThan(0);
  expect(training.step).toBe(training.steps);
  expect(events.filter(({ type }) => type === "step")).toHaveLength(training.steps);
  const last = events.at(-1);
  expect(last).toMatchObject({ type: "epoch", epoch: 6, measured: { heldOut: { accuracy: expect.any(Number) } } });
  expect((await train({ ...small, recipe: "notebook", epochs: 1, batch: 2048 }).start()).architecture).toEqual(
    recipeArchitecture(recipes.notebook),
  );
});

it("a loop that is left and taken up again ends in the bits of one loop", async () => {
  const training = train(small);
  for await (const event of training) if (event.step === 7) break;
  expect(training.step).toBe(7);
  for await (const event of training) if (event.step === 8) break;
  expect(await fingerprint(await training.finish())).toBe(await fingerprintOf(small));
});

it("lets timers and messages through while it trains", async () => {
  const network = await createNetwork({ architecture: recipeArchitecture(recipes.best) });
  let rounds = 0;
  const timer = setInterval(() => rounds++, 5);
  for await (const _ of train({ dataset, network, epochs: 400, batch: 40 }));
  clearInterval(timer);
  expect(rounds).toBeGreaterThan(2);
});

it("trains a network of one's own further, in place", async () => {
  const network = await createNetwork({ architecture: recipeArchitecture(recipes.best), seed: 1 });
  expect(await train({ ...small, network }).finish()).toBe(network);
  expect(await fingerprint(network)).toBe(await fingerprintOf(small));
  const model = await loadModel(saveModel(network));
  const before = await fingerprint(model);
  await train({ ...small, network: model }).finish();
  expect(await fingerprint(model)).not.toBe(before);
});

it("starts with given weights, and says whose they were", async () => {
  const init = saveModel(await createNetwork({ architecture: recipeArchitecture(recipes.best), seed: 9 }));
  const training = train({ ...small, init, initFile: "nine.safetensors" });
  await training.start();
  expect(training.identity).toMatchObject({
    init: await fingerprint(await loadModel(init)),
    initFile: "nine.safetensors",
  });
  expect(await fingerprint(await training.finish())).toBe(await fingerprintOf({ ...small, init }));
  await expect(train({ ...small, init: init.subarray(9), initFile: "nine" }).start()).rejects.toThrow(/^nine: /);
});

it("gives the same bits with threads, its own or those that were started for its network", async () => {
  const expected = await fingerprintOf(small);
  expect(await fingerprintOf({ ...small, threads: { threads: 2, spawn: spawnNodeWorker } })).toBe(expected);
  const network = await createNetwork({ architecture: recipeArchitecture(recipes.best), shared: true });
  const executor = await startThreads(network, { threads: 2, spawn: spawnNodeWorker });
  expect(await fingerprintOf({ ...small, network, executor })).toBe(expected);
});

it("honours a recipe's centred in an architecture of one's own that leaves it open", async () => {
  const { input, layers } = recipeArchitecture(recipes.best);
  const { height, width, channels } = input;
  const open = { input: { height, width, channels }, layers };
  const network = await train({ ...small, architecture: open }).start();
  expect(network.architecture).toEqual({ input, layers });
  expect(await fingerprintOf({ ...small, architecture: open })).toBe(await fingerprintOf(small));
});

it("refuses a recipe and layers that look at different parts of an image, whichever way", async () => {
  const architectures = { best: recipeArchitecture(recipes.best), notebook: recipeArchitecture(recipes.notebook) };
  const uncentred = { ...architectures.best, input: { ...architectures.best.input, centred: false } };
  const message = (recipe: string, centred: boolean) =>
    `The recipe "${recipe}" is for a network with input.centred: ${centred}, this one has ${!centred}.`;
  for (const own of [{ architecture: uncentred }, { network: await createNetwork() }]) {
    await expect(train({ ...small, ...own }).start()).rejects.toThrow(message("best", true));
  }
  const architecture = architectures.best;
  for (const own of [{ architecture }, { network: await createNetwork({ architecture }) }]) {
    await expect(train({ dataset, recipe: "notebook", ...own }).start()).rejects.toThrow(message("notebook", false));
  }
});

it.each([
  ["a misspelt option", { epoch: 20 }, 'train: there is no "epoch"; did you mean epochs?'],
  ["the old name of the data", { train: dataset }, 'train: there is no "train"; expected dataset'],
  ["no data", { dataset: undefined }, "train: expected dataset as createDataset makes it"],
  ["a network and layers", { network: {}, architecture: {} }, "expected a network or architecture"],
  ["threads twice", { network: {}, executor: {}, threads: {} }, "an executor goes with the network"],
  ["threads of no network", { executor: {} }, "an executor goes with the network"],
])("refuses %s at once", (_, options, message) => {
  expect(() => train({ ...small, ...options } as never)).toThrow(TypeError);
  expect(() => train({ ...small, ...options } as never)).toThrow(message);
});

it("says that there is no network before it has started", () => {
  expect(() => train(small).network).toThrow("take the first event, or await start()");
});

const stopAt = async (step: number, options: TrainOptions = small): Promise<Training> => {
  const training = train(options);
  for await (const event of training) if (event.step === step) break;
  return training;
};

it("resumes from a checkpoint alone to the bits of a run never stopped, and keeps what else the file holds", async () => {
  const file = saveCheckpoint(await stopAt(11, { ...small, seed: 3, data: "noise" }), { note: "kept" });
  expect(decodeSafetensors(file, "file").metadata).toMatchObject({ note: "kept", data: "noise", seed: "3", version });
  const resume = loadCheckpoint(file, "noise.safetensors");
  expect(resume.identity).toMatchObject({ seed: 3, recipe: { ...recipes.best, epochs: 6, batch: 8 } });
  const resumed = train({ dataset, resume });
  await resumed.start();
  expect(resumed.step).toBe(11);
  expect(await fingerprint(await resumed.finish())).toBe(await fingerprintOf({ ...small, seed: 3 }));
});

it("keeps the first weights' hash of a run that is resumed without them", async () => {
  const init = saveModel(await createNetwork({ architecture: recipeArchitecture(recipes.best), seed: 9 }));
  const stopped = await stopAt(5, { ...small, init, initFile: "nine" });
  const resumed = train({ dataset, resume: loadCheckpoint(saveCheckpoint(stopped)) });
  await resumed.start();
  expect(resumed.identity).toEqual({ ...stopped.identity });
});

it.each([
  [
    "other images",
    { dataset: digits(40) },
    /dataHash was [0-9a-f]{64} and is [0-9a-f]{64} \(images: "noise", now "more"\)/,
  ],
  ["another seed", { seed: 4 }, /seed was 3 and is 4/],
  ["another recipe", { recipe: "quick" }, /recipe\.epochs was 6 and is 10; recipe\.batch was 8 and is 64/],
  ["another rate", { lr: 0.5 }, /something differs: recipe\.lr was 0\.0025 and is 0\.5\./],
  [
    "other layers",
    { architecture: { ...recipeArchitecture(recipes.best), layers: [{ type: "dense", units: 3 }] } },
    /architecture was none and is {"input"/,
  ],
  [
    "other weights",
    { init: saveModel(await createNetwork({ architecture: recipeArchitecture(recipes.best) })) },
    /init was none and is [0-9a-f]{64}/,
  ],
])("refuses to resume with %s, and says what differs", async (_, options, message) => {
  const resume = loadCheckpoint(
    saveCheckpoint(await stopAt(3, { ...small, seed: 3, data: "noise" })),
    "noise.safetensors",
  );
  const resumed = train({ dataset, data: "more", resume, ...options } as TrainOptions).start();
  await expect(resumed).rejects.toThrow(UnreadableFileError);
  await expect(resumed).rejects.toThrow(message);
  await expect(resumed).rejects.toThrow(/^noise\.safetensors: this run cannot be resumed/);
});

it("a run under another name of the same recipe is the same run", async () => {
  const stopped = await stopAt(3, { ...small, recipe: { ...small.recipe, name: "seed" } });
  const resume = loadCheckpoint(saveCheckpoint(stopped));
  await expect(train({ ...small, resume }).start()).resolves.toBeDefined();
});
