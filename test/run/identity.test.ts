import { expect, it } from "vitest";
import { parseReceipt } from "../../src/cli/receipt.ts";
import { UnreadableFileError } from "../../src/errors.ts";
import { checkIdentity, identityStrings, type RunIdentity, readIdentity } from "../../src/run/identity.ts";
import { recipes } from "../../src/run/recipes.ts";

const hash = "0123456789abcdef".repeat(4);
const identity: RunIdentity = {
  version: "0.1.0",
  data: "MNIST",
  dataHash: hash,
  dataFlags: { classCount: 10, classes: ["1", "axe"], fraction: 0.5 },
  recipe: recipes.best,
  seed: 7,
  init: hash,
  initFile: "first.safetensors",
  pairs: hash,
};

it("an identity goes through a file's metadata and through JSON unchanged", () => {
  expect(readIdentity(identityStrings(identity), "file")).toEqual(identity);
  expect(checkIdentity(JSON.parse(JSON.stringify(identity)), "file")).toEqual(identity);
  const { version, recipe, seed } = identity;
  const least = { version, recipe, seed, data: undefined };
  expect(Object.keys(identityStrings(least))).toEqual(["version", "recipe", "seed"]);
  expect(readIdentity({ ...identityStrings(least), format: "other", "page.note": "x" }, "file")).toEqual({
    version,
    recipe,
    seed,
  });
});

it.each([
  ["no version", { version: undefined }, "expected the run's version, a string, got undefined"],
  ["a seed that is none", { seed: 1.5 }, "expected the run's seed, an integer from 0 to 4294967295, got 1.5"],
  [
    "a seed that no number can be made of",
    { seed: { toString: 1 } },
    "expected the run's seed, an integer from 0 to 4294967295, got an object",
  ],
  ["a recipe that is none", { recipe: [] }, "expected the run's recipe, an object, got a list"],
  ["a recipe that is unusable", { recipe: { ...recipes.best, lr: -1 } }, "lr must be a positive number, got -1"],
  ["flags that are none", { dataFlags: null }, "expected the run's dataFlags, an object, got null"],
])("%s is refused", (_, changes, message) => {
  const read = () => checkIdentity({ ...identity, ...changes }, "file");
  expect(read).toThrow(UnreadableFileError);
  expect(read).toThrow(`file: ${message.startsWith("lr") ? "the run's recipe is unusable: recipe: " : ""}${message}`);
});

it.each([["recipe"], ["seed"], ["dataFlags"]])(
  "a %s in the metadata that is no JSON is refused in our words",
  (key) => {
    const read = () => readIdentity({ ...identityStrings(identity), [key]: "{\n" }, "file");
    expect(read).toThrow(`file: expected the run's ${key} as JSON, got "{\\n".`);
  },
);

const receipt = { configuration: identity, fingerprint: hash, more: 1 };

it("a receipt is read with its flags", () => {
  expect(parseReceipt(JSON.stringify(receipt), "summary.json")).toEqual({
    configuration: identity,
    dataFlags: identity.dataFlags,
    fingerprint: hash,
  });
});

it("a receipt may have as many classes as a run can", () => {
  const { dataFlags } = parseReceipt(withFlags({ classCount: 65_536 }), "summary.json");
  expect(dataFlags).toEqual({ classCount: 65_536 });
});

it.each([
  ["no JSON", "{", "expected the summary.json of a run, this is not JSON"],
  ["another kind", "3", "expected the summary.json of a run, got 3"],
  ["nothing in it", "{}", "expected the run's fingerprint, a sha256, 64 digits from 0 to f, got undefined"],
  ["no run", JSON.stringify({ fingerprint: hash }), "expected the run's version, a string, got undefined"],
  ["a null run", JSON.stringify({ ...receipt, configuration: null }), "the run's version, a string, got undefined"],
  ["a hash that is none", withRun({ dataHash: "0" }), 'the run\'s dataHash, a sha256, 64 digits from 0 to f, got "0"'],
  ["weights of no hash", withRun({ init: "first" }), "expected the run's init, a sha256"],
  ["pairs of no hash", withRun({ pairs: "" }), "expected the run's pairs, a sha256"],
  [
    "layers beyond memory",
    withRun({
      architecture: {
        input: { height: 28, width: 28, channels: 1 },
        layers: [
          { type: "dense", units: 65536 },
          { type: "dense", units: 65536 },
        ],
      },
    }),
    "the architecture is unusable: These layers need 16,",
  ],
  ["an unknown flag", withFlags({ fractoin: 1 }), 'dataFlags: there is no "fractoin"; did you mean fraction?'],
  ["a path that is a number", withFlags({ images: 3 }), "dataFlags: expected images, a path, got 3"],
  ["a share over 1", withFlags({ fraction: 2 }), "dataFlags: expected fraction, a number above 0, at most 1, got 2"],
  [
    "classes that are none",
    withFlags({ classes: ["axe", 1] }),
    "expected classes, a list of names of classes, got a list",
  ],
  ["a count that is none", withFlags({ classCount: 65_537 }), "expected classCount, an integer from 2 to 65536"],
])("a receipt with %s is refused before anything is computed", (_, text, message) => {
  const read = () => parseReceipt(text, "summary.json");
  expect(read).toThrow(UnreadableFileError);
  expect(read).toThrow(message);
  expect(read).toThrow(/^summary\.json: [ -~]*$/);
});

function withRun(changes: Partial<RunIdentity>): string {
  return JSON.stringify({ ...receipt, configuration: { ...identity, ...changes } });
}

function withFlags(dataFlags: Record<string, unknown>): string {
  return withRun({ dataFlags });
}
