import { expect, it } from "vitest";
import { KernelPair } from "../support/kernel-pair.ts";

it("copyRows gives its scalar twin's bits and leaves the border alone, for rows of 1 to 17 elements", async () => {
  for (let length = 1; length <= 17; length++) {
    for (const [rows, before, after] of [
      [1, 0, 0],
      [3, 1, 1],
      [5, 6, 3],
    ]) {
      const pair = await KernelPair.create(length);
      const wide = length + before + after;
      const image = (rows + 2) * wide;
      // The border is part of the block: a check of it against the bytes before is made below.
      const y = pair.floats(2 * image, "out");
      const x = pair.floats(2 * rows * (length + 1), "in");
      const begin = 4 * (wide + before);
      const wrong = pair.check((k) =>
        k.copyRows(y + begin, x, 2, rows, length, image, wide, rows * (length + 1), length + 1),
      );
      expect(wrong).toBe("");
      const f32 = pair.f32();
      f32.fill(0, y / 4, y / 4 + 2 * image);
      pair.simd.copyRows(y + begin, x, 2, rows, length, image, wide, rows * (length + 1), length + 1);
      for (let i = 0; i < 2 * image; i++) {
        const [n, row, column] = [Math.floor(i / image), Math.floor((i % image) / wide) - 1, (i % wide) - before];
        const inside = row >= 0 && row < rows && column >= 0 && column < length;
        const want = inside ? f32[x / 4 + (n * rows + row) * (length + 1) + column] : 0;
        expect(f32[y / 4 + i], `element ${i}`).toBe(want);
      }
    }
  }
});
