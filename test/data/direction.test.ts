import { expect, test } from "vitest";
import { direction } from "../../src/data/direction.ts";

test("within 3 units in the last place of the engine's sine and cosine", () => {
  for (let degrees = -725; degrees <= 725; degrees += 0.37) {
    const [cos, sin] = direction(degrees);
    // Degrees are brought to one quarter first, so that the engine's rounding of a large angle does not count.
    const radians = ((degrees - 360 * Math.round(degrees / 360)) * Math.PI) / 180;
    expect(Math.abs(cos - Math.cos(radians))).toBeLessThan(7e-16);
    expect(Math.abs(sin - Math.sin(radians))).toBeLessThan(7e-16);
  }
});

test("exact along the axes", () => {
  expect(direction(0)).toEqual([1, 0]);
  expect(direction(90).map((value) => value + 0)).toEqual([0, 1]);
  expect(direction(-180).map((value) => value + 0)).toEqual([-1, 0]);
  expect(direction(630).map((value) => value + 0)).toEqual([0, -1]);
});
