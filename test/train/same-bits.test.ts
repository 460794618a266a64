import { expect, it } from "vitest";
import { takeFraction } from "../../src/data/dataset.ts";
import { encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { decodeCheckpoint } from "../../src/formats/decode-checkpoint.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { type Backend, createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { resolveRecipe } from "../../src/run/recipes.ts";
import { Trainer } from "../../src/train/trainer.ts";

const STEPS = 200;
const train = takeFraction((await loadDefaultMnist()).train, 0.02);

async function start(backend: Backend): Promise<{ trainer: Trainer; steps: (until: number) => void }> {
  const trainer = new Trainer(await createNetwork({ backend }), {
    dataset: train,
    recipe: resolveRecipe("notebook", { epochs: 1 }),
  });
  return {
    trainer,
    steps(until) {
      for (const event of trainer.run()) if (event.step === until) return;
    },
  };
}

async function fingerprintOf(backend: Backend): Promise<string> {
  const { trainer, steps } = await start(backend);
  steps(STEPS);
  return fingerprint(trainer.network);
}

it("200 steps give one fingerprint with the SIMD and with the scalar kernels", async () => {
  expect(await fingerprintOf("js")).toBe(await fingerprintOf("wasm"));
});

it("a run stopped at any step and gone on from its checkpoint file ends in the same bits", async () => {
  const unbroken = await fingerprintOf("wasm");
  for (const stop of [1, 77, 199]) {
    const before = await start("wasm");
    before.steps(stop);
    const file = encodeCheckpoint(before.trainer.network, before.trainer.state);
    const after = await start("wasm");
    after.trainer.state = decodeCheckpoint(file, after.trainer.network).state;
    after.steps(STEPS);
    expect(await fingerprint(after.trainer.network), `stopped at ${stop}`).toBe(unbroken);
  }
});

it("another seed gives another fingerprint", async () => {
  const [a, b] = await Promise.all([createNetwork({ seed: 1 }), createNetwork({ seed: 2 })]);
  expect(await fingerprint(a)).not.toBe(await fingerprint(b));
});
