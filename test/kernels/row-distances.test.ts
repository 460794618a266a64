import { describe, expect, it } from "vitest";
import { KernelPair } from "../support/kernel-pair.ts";

describe("rowDistances", () => {
  it("gives its scalar twin's bits and touches its output alone, for sizes 1 to 17 and real ones", async () => {
    const sizes = Array.from({ length: 17 }, (_, i) => i + 1).flatMap((s) => [
      [s, 18 - s, 8 * (1 + (s % 3))],
      [1, s, 16],
      [5, s, 8],
    ]);
    for (const [N, D, M] of [...sizes, [12, 10, 1000], [1, 32, 1024], [64, 128, 64]]) {
      const pair = await KernelPair.create(N * 31 + D);
      const y = pair.floats(N * M, "out");
      const bounds = pair.floats(N * 8, "out");
      const q = pair.floats(N * D, "in", () => pair.random() * 20 - 10);
      const x = pair.floats(M * D, "in", () => pair.random() * 20 - 10);
      const run = () => pair.check((k) => k.rowDistances(y, bounds, q, x, N, D, M));
      expect(run(), `${N} ${D} ${M}`).toBe("");
      pair.f32()[q / 4] = 3e38;
      pair.f32()[x / 4] = -3e38;
      expect(run(), `overflow, ${N} ${D} ${M}`).toBe("");
      expect(pair.f32()[y / 4]).toBe(Infinity);
      expect(pair.f32()[bounds / 4 + 4]).toBe(Infinity);
    }
  });

  it("gives the bits of squaredDistances, which has the embeddings as columns", async () => {
    const [N, D, M] = [7, 10, 24];
    const pair = await KernelPair.create();
    const y = pair.floats(N * M, "out");
    const bounds = pair.floats(N * 8, "out");
    const other = pair.floats(N * M, "out");
    const q = pair.floats(N * D, "in", () => pair.random() * 20 - 10);
    const x = pair.floats(M * D, "in", () => pair.random() * 20 - 10);
    const columns = pair.floats(D * M, "out");
    const { simd } = pair;
    simd.rowDistances(y, bounds, q, x, N, D, M);
    simd.transpose(columns, x, M, D);
    simd.squaredDistances(other, q, columns, N, D, M);
    const bits = (at: number) => [...new Uint32Array(pair.f32().slice(at / 4, at / 4 + N * M).buffer)];
    expect(bits(y)).toEqual(bits(other));
  });

  it("is what a hand computes", async () => {
    const pair = await KernelPair.create();
    const y = pair.floats(16, "out");
    const bounds = pair.floats(16, "out");
    // Queries (1, 2) and (0, -3); embeddings (1, 2), (4, 6), (1, -2), and (0, 0) five times.
    const q = pair.floats(4, "in", (i) => [1, 2, 0, -3][i]);
    const x = pair.floats(16, "in", (i) => [1, 2, 4, 6, 1, -2][i] ?? 0);
    pair.simd.rowDistances(y, bounds, q, x, 2, 2, 8);
    const [near, far] = [y / 4, y / 4 + 8];
    expect([...pair.f32().subarray(near, near + 8)]).toEqual([0, 25, 16, 5, 5, 5, 5, 5]);
    expect([...pair.f32().subarray(far, far + 8)]).toEqual([26, 97, 2, 9, 9, 9, 9, 9]);
    expect([...pair.f32().subarray(bounds / 4, bounds / 4 + 8)]).toEqual([0, 5, 5, 5, 5, 25, 16, 5]);
    expect([...pair.f32().subarray(bounds / 4 + 8, bounds / 4 + 16)]).toEqual([9, 9, 2, 9, 26, 97, 9, 9]);
  });
});
