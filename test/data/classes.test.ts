import { describe, expect, it } from "vitest";
import { onlyClasses, parseClasses } from "../../src/data/classes.ts";
import { createDataset } from "../../src/data/dataset.ts";

describe("parseClasses", () => {
  it.each([
    ["8,9", [8, 9]],
    ["0-7", [0, 1, 2, 3, 4, 5, 6, 7]],
    ["9, 1 - 3,2", [1, 2, 3, 9]],
    ["255", [255]],
  ])("reads %s", (text, classes) => expect(parseClasses(text)).toEqual(classes));

  it.each(["", "a", "8,", "7-5", "256", "1-2-3", "-1", "1.5", "1e2"])("refuses %j", (text) => {
    expect(() => parseClasses(text)).toThrow(
      new RangeError(`Expected classes from 0 to 255 such as 8,9 or 0-7, got "${text}".`),
    );
  });
});

describe("onlyClasses", () => {
  const dataset = createDataset(Uint8Array.of(1, 1, 2, 2, 3, 3, 4, 4), Uint8Array.of(7, 5, 7, 9), 1, 2);

  it("keeps the images of the classes, in their order, with their labels", () => {
    const { images, labels, count } = onlyClasses(dataset, [9, 7]);
    expect([[...images], [...labels], count]).toEqual([[1, 1, 3, 3, 4, 4], [7, 7, 9], 3]);
  });

  it("refuses a class that no image has", () => {
    expect(() => onlyClasses(dataset, [7, 8])).toThrow(
      new RangeError("Expected a class that an image has (5, 7, 9), got 8."),
    );
  });
});
