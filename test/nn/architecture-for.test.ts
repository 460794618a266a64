import { expect, it } from "vitest";
import { defaultArchitecture, resolveLayers } from "../../src/nn/architecture.ts";
import { architectureFor } from "../../src/nn/architecture-for.ts";

it("gives a network for every size from 4x4 grey to 128x128 RGB, square or not", () => {
  for (const channels of [1, 3]) {
    for (let side = 4; side <= 128; side++) {
      for (const [height, width] of [
        [side, side],
        [side, Math.min(128, 2 * side + 1)],
        [128, side],
      ]) {
        const layers = resolveLayers(architectureFor({ height, width, channels }));
        const parameters = layers.reduce((sum, { slabSize }) => sum + slabSize, 0);
        expect(layers.at(-1)?.output.channels).toBeLessThanOrEqual(16);
        if (height === width) expect(parameters).toBeLessThan(200_000);
      }
    }
  }
});

it("is the default network for MNIST, whose bits stay as they were", () => {
  const classNames = [..."0123456789"];
  expect(architectureFor({ height: 28, width: 28, channels: 1, classNames })).toEqual(defaultArchitecture);
});

it("has a larger embedding for many classes", () => {
  const classNames = Array.from({ length: 500 }, (_, i) => String(i));
  for (const [side, channels] of [
    [8, 1],
    [28, 1],
    [28, 3],
  ]) {
    const { layers } = architectureFor({ height: side, width: side, channels, classNames });
    expect(layers.at(-1)).toEqual({ type: "dense", units: 32 });
  }
});

const filtersOf = (size: "small" | "medium" | "large") =>
  architectureFor({ height: 32, width: 48, channels: 3 }, { size }).layers.map((layer) =>
    layer.type === "conv" ? layer.filters : layer.type === "dense" ? layer.units : 0,
  );

it("is half or twice as wide if asked for, with the same embedding", () => {
  expect(filtersOf("medium")).toEqual([16, 32, 64, 64, 16]);
  expect(filtersOf("small")).toEqual([8, 16, 32, 32, 16]);
  expect(filtersOf("large")).toEqual([32, 64, 128, 128, 16]);
  expect(architectureFor({ height: 28, width: 28, channels: 1 }, { dimension: 3 }).layers.at(-1)).toEqual({
    type: "dense",
    units: 3,
  });
});

it("refuses options that do not exist", () => {
  const images = { height: 28, width: 28, channels: 1 };
  expect(() => architectureFor(images, { size: "huge" as "large" })).toThrow(
    new RangeError('architectureFor: expected the size small, medium, large, got "huge".'),
  );
  expect(() => architectureFor(images, { dimensions: 3 } as object)).toThrow("did you mean dimension?");
});

it("names the smallest images that layers can take", () => {
  const layers = defaultArchitecture.layers;
  const make = (height: number, width: number) => resolveLayers({ input: { height, width, channels: 1 }, layers });
  expect(() => make(8, 8)).toThrow(/^conv2: .* The smallest images for these layers are 12x12\.$/);
  expect(() => make(40, 11)).toThrow("The smallest images for these layers are 12x12.");
  expect(make(12, 12).at(-1)?.output.channels).toBe(10);
  // No image of any size would help.
  expect(() =>
    resolveLayers({ input: { height: 8, width: 8, channels: 1 }, layers: [{ type: "conv" } as never] }),
  ).toThrow(/^conv1: filters must be an integer from 1 to 1024, got undefined\.$/);
});
