import { describe, expect, it } from "vitest";
import { onlyClasses, parseClasses } from "../../src/data/classes.ts";
import { createDataset } from "../../src/data/dataset.ts";

describe("parseClasses", () => {
  it.each([
    ["8,9", ["8", "9"]],
    ["axe, brain,axe", ["axe", "brain"]],
    ["0-7", ["0-7"]],
  ])("reads %s", (text, classes) => expect(parseClasses(text)).toEqual(classes));

  it.each(["", "8,", ",", "a,,b"])("refuses %j", (text) => {
    expect(() => parseClasses(text)).toThrow(
      new RangeError(`Expected names of classes such as axe,brain, or numbers such as 8,9 or 0-7, got "${text}".`),
    );
  });
});

describe("onlyClasses", () => {
  const pixels = Uint8Array.of(1, 1, 2, 2, 3, 3, 4, 4);
  const numbered = createDataset(pixels, Uint8Array.of(7, 5, 7, 9), 1, 2);
  const named = createDataset(pixels, ["axe", "brain", "axe", "0-7"], 1, 2);
  const kept = (dataset: typeof named, wanted: string[]) => {
    const { images, labels, count } = onlyClasses(dataset, wanted);
    return [[...images], [...labels], count];
  };

  it("keeps the images of the classes, in their order, with their labels", () => {
    expect(kept(numbered, ["9", "7"])).toEqual([[1, 1, 3, 3, 4, 4], [7, 7, 9], 3]);
    expect(kept(named, ["axe", "brain"])).toEqual([[1, 1, 2, 2, 3, 3], [1, 2, 1], 3]);
  });

  it("reads a range of numbers, but a name that looks like one as a name", () => {
    const digits = createDataset(pixels, Uint8Array.of(7, 8, 7, 9), 1, 2);
    expect(kept(digits, ["8-9"])).toEqual([[2, 2, 4, 4], [8, 9], 2]);
    expect(kept(named, ["0-7"])).toEqual([[4, 4], [0], 1]);
  });

  it.each([
    [numbered, ["7", "8"], 'Expected a class that an image has ("5", "7", "9"), got "8".'],
    [numbered, ["7-9"], 'Expected a class that an image has ("5", "7", "9"), got "8".'],
    [named, ["axt"], 'Expected a class that an image has ("0-7", "axe", "brain"), got "axt".'],
    [named, ["9-2"], 'Expected a class that an image has ("0-7", "axe", "brain"), got "9-2".'],
  ])("refuses a class that no image has", (dataset, wanted, message) => {
    expect(() => onlyClasses(dataset, wanted)).toThrow(new RangeError(message));
  });
});
