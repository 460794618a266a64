import { describe, expect, it } from "vitest";
import { KernelPair } from "../support/kernel-pair.ts";

describe("squaredDistances", () => {
  it("gives its scalar twin's bits and touches its output alone, for sizes 1 to 17 and real ones", async () => {
    const sizes = Array.from({ length: 17 }, (_, i) => i + 1).flatMap((s) => [
      [s, 18 - s, 4 * (1 + (s % 5))],
      [9, s, 20],
      [s, 10, 4 * s],
    ]);
    for (const [N, D, M] of [...sizes, [12, 10, 1000]]) {
      const pair = await KernelPair.create(N * 31 + D);
      const y = pair.floats(N * M, "out");
      const q = pair.floats(N * D, "in", () => pair.random() * 20 - 10);
      const g = pair.floats(D * M, "in", () => pair.random() * 20 - 10);
      const run = () => pair.check((k) => k.squaredDistances(y, q, g, N, D, M));
      expect(run(), `${N} ${D} ${M}`).toBe("");
      // Too large for f32: infinite on both sides, never NaN.
      pair.f32()[q / 4] = 3e38;
      pair.f32()[g / 4] = -3e38;
      expect(run(), `overflow, ${N} ${D} ${M}`).toBe("");
      expect(pair.f32()[y / 4]).toBe(Infinity);
    }
  });

  it("is what a hand computes", async () => {
    const pair = await KernelPair.create();
    const y = pair.floats(8, "out");
    // Queries (1, 2) and (0, -3); the gallery's columns (1, 2), (4, 6), (1, -2) and (0, 0).
    const q = pair.floats(4, "in", (i) => [1, 2, 0, -3][i]);
    const g = pair.floats(8, "in", (i) => [1, 4, 1, 0, 2, 6, -2, 0][i]);
    pair.simd.squaredDistances(y, q, g, 2, 2, 4);
    expect([...pair.f32().subarray(y / 4, y / 4 + 8)]).toEqual([0, 25, 16, 5, 26, 97, 2, 9]);
  });
});
