import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { bundleOf, entries, packageFields, weighed, workerdEntries, workerdOf } from "../scripts/entries.ts";
import { lastSizes } from "../scripts/size-history.ts";
import { version } from "../src/version.ts";

const json = JSON.parse(readFileSync("package.json", "utf8"));

it("package.json says of the entries what their list says", () => {
  const { bin, exports, sideEffects } = json;
  expect({ bin, exports, sideEffects }).toEqual(packageFields());
});

it("an engine gets the build that was made for it, and the same types as the others", () => {
  const ask = `console.log(JSON.stringify(${JSON.stringify(entries.map(({ name }) => name))}.map((name) =>
    import.meta.resolve(name.replace(".", "siamese-simd")).replace(/.*\\/dist\\//, "./dist/"))))`;
  const resolve = (...conditions: string[]) => {
    const words = conditions.map((condition) => `--conditions=${condition}`);
    return JSON.parse(
      execFileSync(process.execPath, [...words, "--input-type=module", "--eval", ask], { encoding: "utf8" }),
    );
  };
  expect(resolve()).toEqual(entries.map(bundleOf));
  // What workerd has a build of, it must get: the others compile bytes, which it refuses.
  expect(resolve("workerd", "worker", "browser")).toEqual(
    entries.map((entry) => (workerdEntries.includes(entry) ? workerdOf(entry) : bundleOf(entry))),
  );
  for (const { name } of entries) expect(Object.keys(json.exports[name])[0]).toBe("types");
});

it("the version in the sources is package.json's", () => {
  expect(version).toBe(json.version);
});

it("CITATION.cff cites the version and the licence in package.json", () => {
  const citation = readFileSync("CITATION.cff", "utf8");
  expect(citation).toContain(`\nversion: ${version}\n`);
  expect(citation).toContain(`\nlicense: ${json.license}\n`);
});

it("the README stays short enough to be read", () => {
  expect(readFileSync("README.md", "utf8").trimEnd().split("\n").length).toBeLessThan(120);
});

it("the main entry offers these names, and Node's entry the same class of errors", async () => {
  const main = await import("../src/index.ts");
  expect(Object.keys(main).sort()).toEqual([
    "UnreadableFileError",
    "calibrate",
    "createDataset",
    "createNetwork",
    "defaultArchitecture",
    "evaluate",
    "fingerprint",
    "loadModel",
    "loadWeights",
    "recipes",
    "saveModel",
    "spawnWebWorker",
    "startThreads",
    "train",
  ]);
  expect((await import("../src/node/index.ts")).UnreadableFileError).toBe(main.UnreadableFileError);
  expect(entries.map(({ name }) => name)).toEqual([...new Set(entries.map(({ name }) => name))]);
});

it("every function with options refuses one that does not exist, and names the nearest that does", async () => {
  const { createDataset, createNetwork, evaluate, loadModel, saveModel, startThreads, train } = await import(
    "../src/index.ts"
  );
  const { trainToFolder } = await import("../src/node/index.ts");
  const dataset = createDataset(new Uint8Array(784 * 4), [0, 0, 1, 1], 28, 28);
  const network = await createNetwork();
  const wrong = (options: object) => options as never;
  const calls: [() => unknown, string][] = [
    [() => train(wrong({ dataset, epoch: 20 })), 'train: there is no "epoch"; did you mean epochs?'],
    [() => createNetwork(wrong({ sead: 1 })), 'createNetwork: there is no "sead"; did you mean seed?'],
    [() => createDataset(dataset.images, [0], 28, 28, wrong({ channel: 1 })), "did you mean channels?"],
    [() => evaluate(network, dataset, wrong({ treshold: 1 })), "did you mean threshold?"],
    [() => startThreads(network, wrong({ thread: 2 })), "did you mean threads?"],
    [() => loadModel(saveModel(network), "model", wrong({ backends: "js" })), "did you mean backend?"],
    [() => trainToFolder("nowhere", { dataset, heldOut: dataset }, wrong({ exist: "resume" })), "expected existing"],
    [() => trainToFolder("nowhere", wrong({ dataset, heldOut: dataset, fold: 1 })), "expected dataset, heldOut"],
    [() => train(wrong({ dataset: [] })), "train: expected dataset as createDataset makes it, got a list."],
    [() => train(wrong({ dataset, heldOut: 3 })), "train: expected heldOut as createDataset makes it, got 3."],
    [() => createNetwork(wrong({ backend: "gpu" })), 'expected the backend "wasm" or "js", got "gpu"'],
  ];
  for (const [call, message] of calls) await expect(async () => call(), message).rejects.toThrow(message);
});

it("the history of sizes has each entry's bytes, within its budget", () => {
  const { sizes } = lastSizes();
  for (const { what, most } of weighed) {
    expect(sizes.get(what), what).toBeGreaterThan(0);
    expect(sizes.get(what), what).toBeLessThanOrEqual(most);
  }
});
