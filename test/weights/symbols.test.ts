import { statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { chosenImages } from "../../scripts/unseen/chosen-symbols.ts";
import { fewShot } from "../../scripts/unseen/few-shot.ts";
import { fingerprint, loadModel } from "../../src/formats/model.ts";
import { symbolsArchitecture } from "../../src/nn/architecture.ts";
import { coreOf } from "../../src/nn/network.ts";
import { recipeArchitecture } from "../../src/run/create-run.ts";
import { recipes } from "../../src/run/recipes.ts";
import { fromDigits, toDigits } from "../../src/weights/byte-digits.ts";
import { fromHalf, toHalf } from "../../src/weights/half.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { HIGH, LOW, METADATA, TRAINED } from "../../src/weights/symbols-data.ts";
import { golden } from "../golden/recipes.ts";

it("the shipped weights are those of the recipe, rounded; test:golden trains it again", async () => {
  const network = await loadModel(symbols);
  expect(network.architecture).toEqual(recipeArchitecture(recipes.symbols));
  expect(network.architecture.layers).toEqual(symbolsArchitecture.layers);
  expect(TRAINED).toBe(golden.symbols.whole);
  expect(await fingerprint(network)).toBe("2d268021d429d19584cf56db9fea6e0e712762dbd03461463619df2e33affe63");
  expect(METADATA.threshold).toBe(String(network.threshold));
});

it("they are small: at most 35,000 weights, 150 kB as shipped", () => {
  expect(gzipSync(LOW + HIGH, { level: 9 }).length).toBeLessThan(62_000);
  expect(statSync(new URL("../../src/weights/symbols-data.ts", import.meta.url)).size).toBeLessThan(150_000);
});

it("they tell symbols apart that nobody trained on, from one drawing each and from five", async () => {
  const network = await loadModel(symbols);
  expect(coreOf(network).parameterCount).toBeLessThanOrEqual(35_000);
  const { images, labels } = chosenImages(20, 5, 1);
  const embeddings = network.embed(images);
  const accuracy = (shots: number) => fewShot(embeddings, labels, network.dimension, { ways: 20, shots });
  expect(accuracy(1)).toBeGreaterThan(0.94);
  expect(accuracy(5)).toBeGreaterThan(0.985);
});

it("bytes come back from digits as they were", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect([...fromDigits(toDigits(bytes))]).toEqual([...bytes]);
  // By hand: 0, 51, 52 and 255 = 4 * 52 + 47.
  expect(toDigits(Uint8Array.of(0, 51, 52, 255))).toBe("([a(dW");
});

it("numbers of 16 bits come back as they were, and the nearest is taken, of two the even", () => {
  for (let bits = 0; bits < 65_536; bits++) {
    if ((bits & 0x7c00) === 0x7c00 || bits === 0x8000) continue;
    expect(toHalf(fromHalf(bits))).toBe(bits);
  }
  // By hand: between 1 (0x3c00) and 1 + 2^-10; halfway the even one wins.
  expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
  expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
  expect(toHalf(1 + 2 ** -11 + 2 ** -30)).toBe(0x3c01);
  expect(fromHalf(0x7bff)).toBe(65_504);
  expect(fromHalf(0x0001)).toBe(2 ** -24);
  expect(() => toHalf(65_520)).toThrow(RangeError);
});
