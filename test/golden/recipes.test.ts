import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import { fingerprint } from "../../src/formats/model.ts";
import { train } from "../../src/run/train.ts";
import { golden, goldenDigits, goldenNames, OPEN_AFTER_100 } from "./recipes.ts";

const data = await goldenDigits();

// The whole runs: npm run test:golden.
it.each(goldenNames)("%s has its golden fingerprint after 300 steps", async (recipe) => {
  const training = train({ ...data, recipe });
  for await (const event of training) if (event.step === 300) break;
  expect(await fingerprint(training.network)).toBe(golden[recipe].after300);
});

// More of it would take CI too long.
it("open, of digits, mixed digits and glyphs, has its golden fingerprint after 100 steps", async () => {
  const training = train({ ...data, recipe: "open" });
  for await (const event of training) if (event.step === 100) break;
  expect(await fingerprint(training.network)).toBe(OPEN_AFTER_100);
});

it("quick has its golden fingerprint at the end of its run, and the accuracy that the README gives", async () => {
  const network = await train({ ...data, recipe: "quick" }).finish();
  expect(await fingerprint(network)).toBe(golden.quick.whole);
  const [, given] =
    /--recipe quick` takes a second and reaches\s([\d.]+) %/.exec(readFileSync("README.md", "utf8")) ?? [];
  expect((evaluate(network, data.heldOut).accuracy * 100).toFixed(1)).toBe(given);
});
