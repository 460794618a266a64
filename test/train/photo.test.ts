import { describe, expect, it } from "vitest";
import { createDataset, type Dataset } from "../../src/data/dataset.ts";
import { fingerprint } from "../../src/formats/model.ts";
import type { Backend } from "../../src/nn/network.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { Random } from "../../src/random.ts";
import { createRun } from "../../src/run/create-run.ts";
import { recipes } from "../../src/run/recipes.ts";
import { train } from "../../src/run/train.ts";

/** Six classes of coloured stripes, six images each, whose light and noise differ. */
function stripes(channels: 1 | 3, seed: number): Dataset {
  const [height, width] = [24, 20];
  const random = Random.fromSeed(seed);
  const images = new Uint8Array(36 * height * width * channels);
  for (let i = 0; i < 36; i++) {
    const kind = i % 6;
    const light = 0.5 + random.uniform() / 2;
    for (let p = 0; p < height * width; p++) {
      const place = kind < 3 ? Math.floor(p / width) : p % width;
      const lit = Math.floor(place / (2 + (kind % 3))) % 2;
      for (let c = 0; c < channels; c++) {
        images[(i * height * width + p) * channels + c] =
          light * (60 + 150 * lit * (c === kind % 3 ? 1 : 0.5)) + random.below(30);
      }
    }
  }
  return createDataset(
    images,
    Array.from({ length: 36 }, (_, i) => i % 6),
    height,
    width,
    { channels },
  );
}

const short = { base: "photo", epochs: 6, batch: 24 } as const;

async function weightsOf(dataset: Dataset, backend: Backend, threads: number): Promise<string> {
  const network = await train({
    dataset,
    recipe: short,
    backend,
    threads: { threads, spawn: spawnNodeWorker },
  }).finish();
  network.close();
  return fingerprint(network);
}

describe("the recipe for photographs", () => {
  it.each([1, 3] as const)(
    "gives the same bits with scalar kernels and with 2 threads, of %i channels",
    async (channels) => {
      const dataset = stripes(channels, 5);
      const expected = await weightsOf(dataset, "wasm", 1);
      expect(await weightsOf(dataset, "js", 1)).toBe(expected);
      expect(await weightsOf(dataset, "wasm", 2)).toBe(expected);
    },
  );

  it("tells unseen images of six kinds of stripes apart", async () => {
    const network = await train({ dataset: stripes(3, 5), recipe: { base: "photo", epochs: 60 } }).finish();
    const unseen = stripes(3, 6);
    const embeddings = network.embed(unseen.images);
    const distance = (a: number, b: number) => {
      let sum = 0;
      for (let d = 0; d < network.dimension; d++) {
        sum += (embeddings[a * network.dimension + d] - embeddings[b * network.dimension + d]) ** 2;
      }
      return Math.sqrt(sum);
    };
    for (let i = 0; i < 6; i++) {
      const others = Array.from({ length: 36 }, (_, j) => j).filter((j) => j !== i);
      const nearest = others.reduce((best, j) => (distance(i, j) < distance(i, best) ? j : best));
      expect(unseen.labels[nearest]).toBe(unseen.labels[i]);
    }
  });

  it("is what RGB images are trained by unless told; grey ones are not", async () => {
    for (const [channels, expected] of [
      [1, "best"],
      [3, "photo"],
    ] as const) {
      const { network, identity } = await createRun({ dataset: stripes(channels, 5) });
      network.close();
      expect(identity.recipe).toEqual(recipes[expected]);
    }
    const told = await createRun({ dataset: stripes(3, 5), recipe: "best" });
    told.network.close();
    expect(told.identity.recipe.name).toBe("best");
  });
});
