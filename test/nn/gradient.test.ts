import { describe, expect, it } from "vitest";
import { DISTANCE_EPSILON } from "../../src/loss/contrastive.ts";
import type { Architecture } from "../../src/nn/architecture.ts";
import { createNetwork } from "../../src/nn/network.ts";
import type { LayerShape } from "../../src/nn/shapes.ts";
import { PairStep } from "../../src/train/pair-step.ts";
import { lehmer } from "../support/lehmer.ts";

/** A second, naive network in float64, from the formulas alone. `weights` is our slab's layout. */
function embed(
  shapes: readonly LayerShape[],
  layers: readonly { weight: number; bias: number }[],
  weights: Float64Array,
  image: ArrayLike<number>,
  width: number,
): number[] {
  let x: number[] = Array.from(image, (v) => v / 255);
  let xRow = width;
  for (const [l, shape] of shapes.entries()) {
    const { weight, bias } = layers[l];
    const y: number[] = [];
    if (shape.type === "dense") {
      for (let o = 0; o < shape.Op; o++) {
        let sum = weights[bias + o];
        for (let i = 0; i < shape.Ip; i++) sum += x[i] * weights[weight + i * shape.Op + o];
        y.push(shape.relu ? Math.max(0, sum) : sum);
      }
    } else {
      const { PH, PW, P, R, Cp, Kp } = shape;
      for (let i = 0; i < PH; i++) {
        for (let j = 0; j < PW; j++) {
          for (let k = 0; k < Kp; k++) {
            let best = -Infinity;
            for (let p = 0; p < P * P; p++) {
              let sum = weights[bias + k];
              for (let t = 0; t < R * R * Cp; t++) {
                const [r, s, c] = [Math.floor(t / (R * Cp)), Math.floor(t / Cp) % R, t % Cp];
                const row = i * P + Math.floor(p / P) + r;
                const column = j * P + (p % P) + s;
                sum += x[(row * xRow + column) * Cp + c] * weights[weight + t * Kp + k];
              }
              best = Math.max(best, sum);
            }
            y.push(shape.relu ? Math.max(0, best) : best);
          }
        }
      }
      xRow = PW;
    }
    x = y;
  }
  return x;
}

const odd: Architecture = {
  input: { height: 14, width: 11, channels: 1 },
  layers: [
    { type: "conv", filters: 5, kernelSize: 3, relu: true, pool: 2 },
    { type: "conv", filters: 3, kernelSize: 2, relu: true, pool: 3 },
    { type: "dense", units: 6, relu: true },
    { type: "dense", units: 3 },
  ],
};
const wide: Architecture = {
  input: { height: 12, width: 12, channels: 1 },
  layers: [
    { type: "conv", filters: 12, kernelSize: 5, pool: 4 },
    { type: "conv", filters: 4, kernelSize: 1, relu: true },
    { type: "dense", units: 7 },
  ],
};

describe("the gradient of every parameter is the slope of the loss, by central differences in float64", () => {
  it.each([
    ["odd sizes", odd],
    ["a 5x5 filter, a 4x4 window and a 1x1 filter", wide],
  ])("%s", async (_, architecture) => {
    const random = lehmer(11);
    const network = await createNetwork({ architecture, seed: 5 });
    const { shapes, layout } = network;
    const size = network.imageSize;
    const images = Uint8Array.from({ length: 6 * size }, () => random() * 256);
    const batch = { left: [0, 1, 2, 3, 4], right: [1, 2, 3, 4, 5], same: [1, 0, 1, 0, 0] };
    const margin = 3;
    const before = Float64Array.from(network.weights);
    const loss = (weights: Float64Array): number => {
      const embeddings = Array.from({ length: 6 }, (_, n) =>
        embed(shapes, layout.layers, weights, images.subarray(n * size, (n + 1) * size), architecture.input.width),
      );
      let total = 0;
      for (const [p, left] of batch.left.entries()) {
        const [a, b] = [embeddings[left], embeddings[batch.right[p]]];
        let sum = 0;
        for (let i = 0; i < network.dimension; i++) sum += (a[i] - b[i] + DISTANCE_EPSILON) ** 2;
        const d = Math.sqrt(sum);
        total += batch.same[p] ? d ** 2 / 2 : Math.max(0, margin - d) ** 2 / 3;
      }
      return total;
    };
    const training = new PairStep(network, images, { batch: 5, margin, lr: 1e-4 });
    expect(training.run(batch)).toBeCloseTo(loss(before), 5);
    const h = 1e-6; // float64: far below the distance to the next kink, far above rounding
    let checked = 0;
    for (let i = 0; i < layout.size; i++) {
      const [up, down] = [before.slice(), before.slice()];
      up[i] += h;
      down[i] -= h;
      const slope = (loss(up) - loss(down)) / (2 * h);
      const got = training.gradient[i];
      // Padding has no gradient, and keeps none.
      if (before[i] === 0) {
        expect(got).toBe(0);
        continue;
      }
      expect(Math.abs(got - slope), `parameter ${i}: ${got}, slope ${slope}`).toBeLessThan(
        2e-5 + 1e-3 * Math.abs(slope),
      );
      checked++;
    }
    expect(checked).toBe(layout.count);
  });
});

it("an impossible layer is named with its input and output size", async () => {
  const impossible = { ...odd, input: { height: 6, width: 28, channels: 1 } };
  await expect(createNetwork({ architecture: impossible })).rejects.toThrow(
    "conv2: an input of 2x13x5 is too small for 3 filters of 2x2 and a 3x3 pool: the output would be 0x4x3.",
  );
});

it("swapping a pair leaves the distance, and padding never leaks into an embedding", async () => {
  const network = await createNetwork({ architecture: odd });
  const random = lehmer(3);
  const [a, b] = [0, 1].map(() => Uint8Array.from({ length: network.imageSize }, () => random() * 256));
  expect(network.distance(a, b)).toBe(network.distance(b, a));
  expect(network.distance(a, a)).toBe(0);
  expect(network.embed(a)).toHaveLength(3);
});
