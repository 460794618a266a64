import { expect, it } from "vitest";
import { fingerprint } from "../../src/formats/model.ts";
import { train } from "../../src/run/train.ts";
import { golden, goldenDigits, goldenNames } from "./recipes.ts";

const data = await goldenDigits();

// The whole runs: npm run test:golden.
it.each(goldenNames)("%s has its golden fingerprint after 300 steps", async (recipe) => {
  const training = train({ ...data, recipe });
  for await (const event of training) if (event.step === 300) break;
  expect(await fingerprint(training.network)).toBe(golden[recipe].after300);
});

it("quick has its golden fingerprint at the end of its run", async () => {
  expect(await fingerprint(await train({ ...data, recipe: "quick" }).finish())).toBe(golden.quick.whole);
});
