import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { createDataset } from "../../../src/data/dataset.ts";
import { OutputError, readCheckpoint, type TrainingData, trainToFolder } from "../../../src/node/index.ts";
import { lehmer } from "../../support/lehmer.ts";
import { TemporaryFolder } from "../temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const next = lehmer(4);
const images = Uint8Array.from(
  { length: 40 * 64 },
  (_, i) => (Math.floor(i / 64) % 2 === i % 2 ? 200 : 20) + next() * 50,
);
const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 2);
const data: Pick<TrainingData, "train" | "test"> = {
  train: createDataset(images, labels, 8, 8),
  test: createDataset(images.subarray(0, 8 * 64), labels.subarray(0, 8), 8, 8),
};
const options = { dataset: data.train, heldOut: data.test, recipe: { base: "best", epochs: 3, batch: 8 } } as const;

it("a run that was stopped resumes to the bits of one that was not; what is finished is not trained again", async () => {
  const whole = await trainToFolder(folder.join("whole"), options);
  const path = folder.join("stopped");
  const stop = new AbortController();
  const onEvent = ({ step }: { step: number }) => {
    if (step === 4) stop.abort();
  };
  expect(await readCheckpoint(path)).toBeUndefined();
  expect(await trainToFolder(path, options, { signal: stop.signal, onEvent })).toBeUndefined();
  expect(existsSync(folder.join("stopped/summary.json"))).toBe(false);
  expect((await readCheckpoint(path))?.identity.recipe.epochs).toBe(3);
  const resumed = await trainToFolder(path, options, { existing: "resume" });
  expect(resumed?.fingerprint).toBe(whole?.fingerprint);
  expect(readdirSync(path)).toEqual(readdirSync(folder.join("whole")));
  let events = 0;
  const again = await trainToFolder(path, options, { existing: "resume", onEvent: () => events++ });
  expect([again, events]).toEqual([JSON.parse(JSON.stringify(resumed)), 0]);
});

it("a folder that holds a run is left alone unless it is to be replaced", async () => {
  const before = readFileSync(folder.join("whole/summary.json"), "utf8");
  const refused = trainToFolder(folder.join("whole"), { ...options, seed: 2 });
  await expect(refused).rejects.toThrow(OutputError);
  await expect(refused).rejects.toThrow('or replace it (--force; in code existing: "replace").');
  expect(readFileSync(folder.join("whole/summary.json"), "utf8")).toBe(before);
  const replaced = await trainToFolder(folder.join("whole"), { ...options, seed: 2 }, { existing: "replace" });
  expect(replaced?.fingerprint).not.toBe(JSON.parse(before).fingerprint);
});

it.each(["", "{", "null", "[]", "{}"])(
  "a summary of a finished run that is %j is refused in our words",
  async (text) => {
    writeFileSync(folder.join("stopped/summary.json"), text);
    await expect(trainToFolder(folder.join("stopped"), options, { existing: "resume" })).rejects.toThrow(
      "summary.json: expected the summary of a finished run, got other data.",
    );
  },
);
