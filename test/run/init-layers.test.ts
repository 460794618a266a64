import { describe, expect, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { glyphs } from "../../src/data/sources/glyphs.ts";
import { fingerprint, loadModel, saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.ts";
import { symbolsArchitecture } from "../../src/nn/architecture.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import type { TrainOptions } from "../../src/run/create-run.ts";
import { recipes } from "../../src/run/recipes.ts";
import { train } from "../../src/run/train.ts";
import { symbols } from "../../src/weights/symbols.ts";

const { images, labels } = glyphs(4, 12, 0, Random.fromSeed(3));
const dataset = createDataset(images, labels, 28, 28);
const types = (layers: readonly { readonly type: string }[]) => layers.map(({ type }) => type);
const started = (options: Partial<TrainOptions>) => train({ dataset, init: symbols, ...options }).start();
const plain = symbolsArchitecture.layers.slice(0, -1);

describe("a run that starts with the weights of a model", () => {
  it("takes its layers, and ends them as the recipe's loss needs", async () => {
    expect((await started({ recipe: "best" })).architecture.layers).toEqual(plain);
    expect((await started({ recipe: "notebook" })).architecture.layers).toEqual(symbolsArchitecture.layers);
    const similar = { ...recipes.best, loss: "supervised-contrastive", mining: "all", margin: 0.1 } as const;
    expect((await started({ recipe: similar })).architecture.layers).toEqual(symbolsArchitecture.layers);
    const init = saveModel(await createNetwork({ seed: 4 }));
    expect(types((await started({ recipe: similar, init })).architecture.layers).slice(-2)).toEqual([
      "dense",
      "normalise",
    ]);
  });

  it("starts with its bits, and keeps in the record what it started with", async () => {
    const training = train({ dataset, init: symbols, initFile: "symbols", recipe: "best" });
    const network = await training.start();
    const want = await fingerprint(await loadModel(symbols));
    expect(await fingerprint(network)).toBe(want);
    expect(training.identity).toMatchObject({ init: want, initFile: "symbols", architecture: network.architecture });
  });

  it("keeps to an architecture that is said, and to its own where the file names none", async () => {
    const architecture = { ...symbolsArchitecture, layers: plain };
    expect((await started({ architecture, recipe: "notebook" })).architecture.layers).toEqual(plain);
    const own = await createNetwork();
    const { tensors } = decodeSafetensors(saveModel(own), "own");
    const init = encodeSafetensors(tensors, {});
    expect((await started({ init, recipe: "notebook" })).architecture).toEqual(own.architecture);
    await expect(
      started({ init: encodeSafetensors(tensors, { architecture: "{" }), initFile: "mine" }),
    ).rejects.toThrow(/^mine, metadata: expected an architecture in JSON/);
  });
});
