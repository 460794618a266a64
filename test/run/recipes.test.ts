import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { parseRecipe, recipes, resolveRecipe } from "../../src/run/recipes.ts";

describe("a recipe is meant by", () => {
  it("nothing, which is best; a name; or the whole of it", () => {
    expect(resolveRecipe()).toEqual(recipes.best);
    expect(resolveRecipe("quick")).toEqual(recipes.quick);
    expect(resolveRecipe(recipes.notebook)).toEqual(recipes.notebook);
  });

  it("changes to a named one, down to the augmentation's own entries", () => {
    const recipe = resolveRecipe({
      base: "best",
      name: "mine",
      epochs: 20,
      augment: { bend: 0 },
    });
    expect(recipe).toEqual({
      ...recipes.best,
      name: "mine",
      epochs: 20,
      augment: { shift: 1.5, rotate: 15, scale: 0.15, shear: 0.2, bend: 0 },
    });
    const file = '{"epochs": 20, "base": "best", "augment": {"bend": 0}}';
    expect(parseRecipe(file, "mine.json")).toEqual({ ...recipe, name: "best" });
  });

  it("entries given apart, which win", () => {
    expect(resolveRecipe({ base: "best", epochs: 20 }, { epochs: 3, lr: undefined })).toEqual({
      ...recipes.best,
      epochs: 3,
    });
  });

  it("the same text, in whatever order its entries are written", () => {
    const turned = Object.fromEntries(Object.entries(recipes.best).reverse());
    expect(JSON.stringify(resolveRecipe(turned))).toBe(JSON.stringify(recipes.best));
  });
});

describe("a recipe file that is wrong is refused in our own words, with its name:", () => {
  it.each([
    ["no JSON", "{base: best}", "expected a recipe in JSON, such as"],
    ["an empty file", "", "expected a recipe in JSON, such as"],
    ["a list", "[]", "expected a recipe, an object such as .*, got a list"],
    ["null", "null", "got null"],
    ["a misspelt entry", '{"base": "best", "epoch": 20}', 'there is no "epoch"; did you mean epochs\\?'],
    ["an entry like none", '{"base": "best", "warmup": 1}', 'there is no "warmup"; expected name, sampling, epochs'],
    ["a misspelt base", '{"base": "bets"}', 'base: there is no recipe "bets"; did you mean best\\?'],
    ["a base of another kind", '{"base": 1}', "base: expected the name of a recipe or an object, got 1"],
    [
      "a missing entry",
      '{"epochs": 20}',
      '"name" is missing; give it, or name a recipe to take it from, such as "base"',
    ],
    ["an entry of another kind", '{"base": "best", "lr": "fast"}', 'lr must be a number, got "fast"'],
    ["one out of range", '{"base": "best", "epochs": 0}', "epochs must be an integer from 1 to 1000000, got 0"],
    [
      "a misspelt augmentation",
      '{"base": "best", "augment": {"shifts": 1}}',
      'augment: there is no "shifts"; did you mean',
    ],
    [
      "a photograph's entry out of range",
      '{"base": "photo", "augment": {"noise": 2}}',
      "noise must be from 0 to 0.5, got 2",
    ],
    ["one of another kind", '{"base": "photo", "augment": {"jpeg": "low"}}', 'jpeg must be a number, got "low"'],
    ["an augmentation of another kind", '{"base": "best", "augment": "much"}', "augment: expected an object"],
    [
      "a missing one",
      '{"base": "notebook", "sampling": "balanced", "augment": {"shift": 1}}',
      "rotate must be a number",
    ],
    ["a name that a terminal obeys", '{"base": "best", "\\u001b[2J": 1}', 'there is no "\\\\u001b\\[2J"'],
  ])("%s", (_, text, message) => {
    const read = () => parseRecipe(text, "mine.json");
    expect(read).toThrow(UnreadableFileError);
    expect(read).toThrow(new RegExp(`^mine.json: .*${message}`));
    // Words of JSON.parse and of the engine.
    expect(read).not.toThrow(/Unexpected|position|token|undefined \(/);
  });
});

it("what an augmentation leaves out of photographs' entries is 0, and 0 is left out", () => {
  const { augment } = resolveRecipe({ base: "best", augment: { noise: 0, blur: 0.5 } });
  expect(JSON.stringify(augment)).toBe(JSON.stringify({ ...recipes.best.augment, blur: 0.5 }));
  expect(resolveRecipe({ base: "best", augment: { jpeg: 0 } })).toEqual(recipes.best);
});

it("a recipe's name that is no recipe's is refused with the nearest", () => {
  expect(() => resolveRecipe("quik" as never)).toThrow('there is no recipe "quik"; did you mean quick?');
  expect(() => resolveRecipe(7 as never)).toThrow("expected the name of a recipe or an object, got 7");
});
