import { describe, expect, it } from "vitest";
import { fewShotAccuracy } from "../../src/metrics/few-shot.ts";
import { clusters } from "./support.ts";

describe("fewShotAccuracy", () => {
  it("is 1 for classes that lie apart, chance for noise and for collapsed embeddings", () => {
    expect(fewShotAccuracy({ ...clusters(100, 4, 5, 20, 3), shots: 1 })).toEqual({
      accuracy: 1,
      halfWidth95: 0,
      ways: 5,
    });
    const noise = fewShotAccuracy({ ...clusters(4000, 4, 5, 0, 4), shots: 5 });
    expect(noise.accuracy).toBeGreaterThan(0.18);
    expect(noise.accuracy).toBeLessThan(0.22);
    const collapsed = { embeddings: new Float32Array(200), labels: clusters(100, 2, 4, 0, 1).labels, dimension: 2 };
    expect(fewShotAccuracy({ ...collapsed, shots: 1 }).accuracy).toBe(1 / 4);
  });

  it("is what probability says for one shot of two overlapping classes", () => {
    // Class 0 lies at 0 or 1, class 1 at 1 or 2, evenly. Shown (0, 1), (0, 2), (1, 1) or (1, 2), each a quarter.
    // (0, 1): 0 is right at 0 alone, 1 always: 3/4. (0, 2): 1 is as near to both, and class 0 takes it: 0 always right,
    // 1 at 2 alone: 3/4. (1, 1): all are class 0's: 1/2. (1, 2): 0 always right, 1 at 2 alone: 3/4. Mean 11/16.
    const labels = Uint8Array.from({ length: 8000 }, (_, i) => i & 1);
    const embeddings = Float32Array.from(labels, (label, i) => label + ((i >> 1) & 1));
    const got = fewShotAccuracy({ embeddings, labels, dimension: 1, shots: 1, episodes: 4000 });
    expect(Math.abs(got.accuracy - 11 / 16)).toBeLessThan(2 * got.halfWidth95);
    expect(got.halfWidth95).toBeLessThan(0.01);
  });

  it("gains from more shots, and repeats itself with a seed", () => {
    const set = clusters(600, 3, 3, 0.5, 7);
    const one = fewShotAccuracy({ ...set, shots: 1 });
    const five = fewShotAccuracy({ ...set, shots: 5 });
    expect(five.accuracy - one.accuracy).toBeGreaterThan((5 * (one.halfWidth95 + five.halfWidth95)) / 5);
    expect(fewShotAccuracy({ ...set, shots: 1 })).toEqual(one);
    expect(fewShotAccuracy({ ...set, shots: 1, seed: 2 }).accuracy).not.toBe(one.accuracy);
  });

  it("never asks for an image that it showed: with two images a class, the other one", () => {
    // Each class at 0 and 10, 1 and 11: shown and asked lie on opposite sides unless the draw shows both at one side.
    const embeddings = Float32Array.of(0, 10, 1, 11);
    const labels = Uint8Array.of(3, 3, 8, 8);
    // Shown (0, 1): 10 and 11 are nearer to 1: one of two right. (10, 11): 0 and 1 nearer to 10: 1/2.
    // (0, 11): 10 is nearer to 11, and 1 to 0: none. (10, 1): 0 is nearer to 1, and 11 to 10: none.
    const got = fewShotAccuracy({ embeddings, labels, dimension: 1, shots: 1, episodes: 2000 });
    expect(Math.abs(got.accuracy - 1 / 4)).toBeLessThan(2 * got.halfWidth95);
  });

  it("refuses what it cannot draw", () => {
    const set = clusters(12, 2, 2, 1, 1);
    expect(() => fewShotAccuracy({ ...set, shots: 6 })).toThrow(/^Class 0: expected more than 6 images, .* got 6\.$/);
    expect(() => fewShotAccuracy({ ...set, labels: new Uint8Array(12), shots: 1 })).toThrow(
      /at least 2 classes, got 1/,
    );
    for (const bad of [{ shots: 0 }, { episodes: 0.5 }, { queries: Number.NaN }]) {
      expect(() => fewShotAccuracy({ ...set, shots: 1, ...bad })).toThrow(/: expected an integer of at least 1, got/);
    }
  });
});
