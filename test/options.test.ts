import { expect, it } from "vitest";
import { checkOptions, suggest } from "../src/options.ts";

const known = ["epochs", "batch", "lr", "heldOut", "dataset"];

it("options that exist pass, in any number", () => {
  expect(() => checkOptions({}, "train", known)).not.toThrow();
  expect(() => checkOptions({ lr: undefined, heldOut: 1 }, "train", known)).not.toThrow();
});

it.each([
  ["epoch", "did you mean epochs?"],
  ["heldout", "did you mean heldOut?"],
  ["Lr", "did you mean lr?"],
  ["data_set", "did you mean dataset?"],
  ["bacth", "did you mean batch?"],
  ["momentum", "expected epochs, batch, lr, heldOut, dataset."],
  ["x".repeat(100_000), "expected epochs, batch, lr, heldOut, dataset."],
])("an option that does not exist is refused with the nearest that does: %#", (name, hint) => {
  expect(suggest(name, known)).toBe(hint);
  expect(() => checkOptions({ lr: 1, [name]: 1 }, "train", known)).toThrow(TypeError);
  expect(() => checkOptions({ lr: 1, [name]: 1 }, "train", known)).toThrow(hint);
});

it.each([[null], [undefined], [3], ["epochs"], [[1]]])("%j is no object of options", (options) => {
  expect(() => checkOptions(options, "train", known)).toThrow("train: expected an object with some of epochs, batch");
});
