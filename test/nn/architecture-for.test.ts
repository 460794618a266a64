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
