import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDataset } from "../../src/data/dataset.ts";
import { UnreadableFileError } from "../../src/errors.ts";
import { checkJob, jobBase, type TrainJob } from "../../src/jobs/job.ts";
import { packData, unpackData } from "../../src/jobs/packed-data.ts";
import { parseGrid } from "../../src/jobs/sweep-grid.ts";
import { bestRun, byQuality, sumUp, toCsv } from "../../src/jobs/sweep-table.ts";
import { decodeTrainedRun } from "../../src/jobs/trained-run.ts";
import { recipes } from "../../src/run/recipes.ts";

describe("a grid", () => {
  const parse = (text: string) => parseGrid(text, "best", "grid.json");

  it("is every combination, the first entry changing slowest, with every seed", () => {
    const { configurations, seeds } = parse(
      '{"recipe": ["quick", {"base": "best", "margin": 3}], "lr": [0.001, 0.01], "architecture": "small", "seed": [3, 1]}',
    );
    expect(seeds).toEqual([3, 1]);
    const seen = configurations.map(({ recipe, architecture }) => [
      recipe.loss,
      recipe.margin,
      recipe.lr,
      architecture,
    ]);
    expect(seen).toEqual(
      [recipes.quick, { ...recipes.best, margin: 3 }].flatMap(({ loss, margin }) =>
        [0.001, 0.01].map((lr) => [loss, margin, lr, "small"]),
      ),
    );
    expect(parse("{}")).toEqual({
      configurations: [{ settings: {}, recipe: recipes.best, architecture: null, dimension: null }],
      seeds: [1],
    });
  });

  it.each([
    ["[]", "expected a grid, such as"],
    ["{", "got undefined"],
    ['{"lrs": 1}', 'there is no entry "lrs"; did you mean lr?'],
    ['{"__proto__": 1}', 'there is no entry "__proto__"'],
    ['{"constructor": 1}', 'there is no entry "constructor"'],
    ['{"lr": []}', "lr: expected a value or a list of them, got an empty list."],
    ['{"lr": [1e999]}', "lr: expected a number above 0, got Infinity."],
    ['{"lr": [[1]]}', "lr: expected a number above 0, got a list."],
    ['{"lr": "0.1"}', 'lr: expected a number above 0, got "0.1".'],
    ['{"seed": [1, 1.0]}', "seed: it has 1 twice."],
    ['{"seed": 4294967296}', "seed: expected an integer from 0 to 4294967295"],
    ['{"dimension": 0.5}', "dimension: expected an integer from 1"],
    ['{"architecture": "../x"}', 'architecture: expected small, medium, large, got "../x".'],
    ['{"recipe": "bset"}', "there is no recipe"],
    ['{"recipe": {"base": "best", "run": "rm"}}', "run"],
    ['{"recipe": "best\\u001b[2J"}', "\\u001b"],
    [JSON.stringify({ seed: [...Array(1000).keys()], batch: [...Array(101).keys()].map((i) => i + 2) }), "got 101000"],
  ])("that is wrong is refused by name: %s", (text, message) => {
    expect(() => parse(text)).toThrow(UnreadableFileError);
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).not.toThrow("\n");
  });

  it("of any JSON is a grid or refused", () => {
    const entry = fc.constantFrom("recipe", "lr", "seed", "batch", "epochs", "margin", "dimension", "architecture");
    fc.assert(
      fc.property(fc.dictionary(entry, fc.jsonValue({ maxDepth: 3 })), (value) => {
        try {
          expect(parse(JSON.stringify(value)).configurations.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableFileError);
        }
      }),
    );
  });
});

it("images come out of a pack as they went in, and a broken one is refused", () => {
  const make = (count: number) => {
    const labels = Array.from({ length: count }, (_, i) => i % 300);
    const images = Uint8Array.from({ length: count * 18 }, (_, i) => (i * 7) % 256);
    const classNames = Array.from({ length: 300 }, (_, i) => `class "${i}"\n`);
    return createDataset(images, labels, 2, 3, { channels: 3, classNames });
  };
  const images = { dataset: make(700), heldOut: make(5) };
  const bytes = packData(images);
  expect(unpackData(bytes, "a pack")).toEqual(images);
  const listed = (last: number) => ({
    left: Uint32Array.of(0, 699),
    right: Uint32Array.of(1, last),
    same: Uint8Array.of(1, 0),
  });
  const withPairs = { ...images, pairs: { ...listed(698), length: 2 } };
  expect(unpackData(packData(withPairs), "a pack")).toEqual(withPairs);
  for (const broken of [
    bytes.subarray(1),
    bytes.subarray(0, -1),
    packData(withPairs).subarray(0, -1),
    packData({ ...images, pairs: { ...listed(700), length: 2 } }),
    new Uint8Array(0),
    new TextEncoder().encode("[]\n"),
  ]) {
    expect(() => unpackData(broken, "a pack")).toThrow(UnreadableFileError);
  }
});

const heldOut = { accuracy: 0.5, auc: 0.5, equalErrorRate: 0.5, nearestNeighbour: 0.5, loss: 1 };
const print = "ab".repeat(32);

it("a train job and its result are checked", () => {
  const job: TrainJob = {
    ...{ ...jobBase, kind: "train", data: print, recipe: recipes.quick },
    ...{ architecture: null, dimension: null, init: null, seed: 1, until: 2 },
  };
  expect(checkJob(job, "a worker")).toEqual(job);
  for (const wrong of [
    { recipe: { ...recipes.quick, batch: 1e9 } },
    { recipe: "quick" },
    { architecture: "huge" },
    { seed: -1 },
    { init: "model.safetensors" },
    { until: 0 },
    { path: "/etc" },
  ]) {
    expect(() => checkJob({ ...job, ...wrong }, "a worker")).toThrow(UnreadableFileError);
  }
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const made = { fingerprint: print, epochs: 2, heldOut };
  expect(decodeTrainedRun(encode(made), "a worker")).toEqual(made);
  for (const wrong of [null, [], { ...made, fingerprint: "x" }, { ...made, heldOut: { ...heldOut, auc: "1" } }]) {
    expect(() => decodeTrainedRun(encode(wrong), "a worker")).toThrow(UnreadableFileError);
  }
});

it("mean, deviation and table are those of the runs", () => {
  const accuracies = [0.9, 0.8, 0.97];
  const runs = accuracies.map((accuracy, i) => ({
    ...{ seed: i + 5, epochs: 3, fingerprint: print },
    heldOut: { ...heldOut, accuracy },
  }));
  const { configurations } = parseGrid('{"recipe": {"base": "quick", "name": "a, \\"b\\""}}', "best", "grid.json");
  const swept = sumUp(configurations[0], runs);
  expect(swept.mean.accuracy).toBeCloseTo(0.89, 12);
  // By hand: squares .0001 + .0081 + .0064 over 2.
  expect(swept.deviation?.accuracy).toBeCloseTo(Math.sqrt(0.0073), 12);
  expect(swept.deviation?.auc).toBe(0);
  expect(sumUp(configurations[0], runs.slice(0, 1)).deviation).toBeNull();
  expect(bestRun(swept).seed).toBe(7);
  const tied = { mean: { ...swept.mean, auc: 0.6 } };
  expect([swept, tied].sort(byQuality)[0]).toBe(tied);
  const [header, first] = toCsv([swept]).split("\n");
  expect(header).toMatch(/^configuration,recipe,seed,epochs_done,accuracy,.*loss_deviation,fingerprint$/);
  expect(first.startsWith(`1,"{""base"":""quick"",""name"":""a, \\""b\\""""}",5,3,0.9,0.5,`)).toBe(true);
});
