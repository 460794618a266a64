import { describe, expect, it } from "vitest";
import { KernelPair } from "../support/kernel-pair.ts";

interface Sizes {
  N: number;
  C: number;
  rows: number;
  columns: number;
  S: number;
  OH: number;
  OW: number;
  /** Columns and rows of the image that no window reads. */
  extra: number;
}

/** Elements of a row and of an image that the windows fit in. */
function imageOf({ C, rows, columns, S, OH, OW, extra }: Sizes): [number, number] {
  const xRow = ((OW - 1) * S + columns + extra) * C;
  return [xRow, ((OH - 1) * S + rows + extra) * xRow];
}

/** Runs both kernels on both backends. */
async function check(sizes: Sizes, seed: number): Promise<string> {
  const { N, C, rows, columns, S, OH, OW } = sizes;
  const [xRow, xImage] = imageOf(sizes);
  const pair = await KernelPair.create(seed);
  const stored = (C + 3) & ~3;
  const y = pair.floats(N * OH * OW * stored, "out");
  const x = pair.floats(N * xImage + 4, "in");
  const forward = pair.check((k) => k.averagePoolForward(y, x, N, xImage, xRow, C, rows, columns, S, OH, OW));
  if (forward) return `forward: ${forward}`;
  const padding = pair.f32().subarray(y / 4, y / 4 + N * OH * OW * stored);
  if (padding.some((value, i) => i % stored >= C && !Object.is(value, 0))) return "forward: padding is not 0";
  if (C !== stored) return "";
  const next = await KernelPair.create(seed + 1);
  const dx = next.floats(N * xImage, "out");
  const dy = next.floats(N * OH * OW * C, "in");
  const back = next.check((k) => k.averagePoolBackward(dx, dy, N, xImage, xRow, C, rows, columns, S, OH, OW));
  return back ? `backward: ${back}` : "";
}

describe("averagePool", () => {
  it("gives its scalar twin's bits for every window and stride, apart and overlapping", async () => {
    for (let rows = 1; rows <= 7; rows++) {
      for (let S = 1; S <= 5; S++) {
        for (const C of [1, 3, 4, 8]) {
          const sizes = { N: 2, C, rows, columns: 8 - rows, S, OH: 2, OW: 3, extra: 1 };
          expect(await check(sizes, rows * 10 + S), JSON.stringify(sizes)).toBe("");
        }
      }
    }
  });

  it("and for sizes 1 to 17 of the channels, of the output, and of a whole map", async () => {
    for (let size = 1; size <= 17; size++) {
      const odd = { N: 1 + (size % 3), C: size, rows: 2, columns: 2, S: 2, OH: 1, OW: 18 - size, extra: size % 2 };
      expect(await check(odd, size), JSON.stringify(odd)).toBe("");
      const lanes = { ...odd, C: 4 * (1 + (size % 5)), OH: size, OW: 2 };
      expect(await check(lanes, size), JSON.stringify(lanes)).toBe("");
      const global = { N: 2, C: 4 * size, rows: 18 - size, columns: size, S: 1, OH: 1, OW: 1, extra: 0 };
      expect(await check(global, size), JSON.stringify(global)).toBe("");
    }
  });

  it("has the slopes of central differences as its gradient", async () => {
    for (const [rows, columns, S] of [
      [2, 2, 2],
      [3, 2, 1],
      [2, 3, 4],
      [5, 6, 1],
    ]) {
      const sizes = { N: 2, C: 4, rows, columns, S, OH: 2, OW: 2, extra: 1 };
      const [xRow, xImage] = imageOf(sizes);
      const pair = await KernelPair.create(rows);
      const count = 2 * xImage;
      const x = pair.floats(count + 4, "in");
      const y = pair.floats(32, "out");
      const dy = pair.floats(32, "in");
      const dx = pair.floats(count, "out");
      pair.simd.averagePoolBackward(dx, dy, 2, xImage, xRow, 4, rows, columns, S, 2, 2);
      const slopes = pair.f32().slice(dx / 4, dx / 4 + count);
      /** The sum of y * dy, in float64. */
      const value = (): number => {
        pair.simd.averagePoolForward(y, x, 2, xImage, xRow, 4, rows, columns, S, 2, 2);
        const f32 = pair.f32();
        return Array.from({ length: 32 }, (_, i) => f32[y / 4 + i] * f32[dy / 4 + i]).reduce((a, b) => a + b);
      };
      // The kernel is linear, so the step may be large.
      const step = 2 ** -4;
      for (let i = 0; i < count; i++) {
        const before = pair.f32()[x / 4 + i];
        pair.f32()[x / 4 + i] = before + step;
        const up = value();
        pair.f32()[x / 4 + i] = before - step;
        const down = value();
        pair.f32()[x / 4 + i] = before;
        expect(Math.abs((up - down) / (2 * step) - slopes[i]), `element ${i}`).toBeLessThan(2e-5);
      }
    }
  });

  it("is what a hand computes, windows of 2x2 one apart over 2x3 pixels of one channel", async () => {
    const pair = await KernelPair.create();
    const x = pair.floats(10, "in", (i) => [1, 2, 4, 3, 6, 8][i] ?? 99);
    const y = pair.floats(8, "out");
    pair.simd.averagePoolForward(y, x, 1, 6, 3, 1, 2, 2, 1, 1, 2);
    expect([...pair.f32().subarray(y / 4, y / 4 + 8)]).toEqual([3, 0, 0, 0, 5, 0, 0, 0]);
    const dy = pair.floats(8, "in", (i) => [4, 0, 0, 0, 8, 0, 0, 0][i]);
    const dx = pair.floats(24, "out");
    pair.simd.averagePoolBackward(dx, dy, 1, 24, 12, 4, 2, 2, 1, 1, 2);
    const gradient = [...pair.f32().subarray(dx / 4, dx / 4 + 24)].filter((_, i) => i % 4 === 0);
    expect(gradient).toEqual([1, 3, 2, 1, 3, 2]);
  });
});
