import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/**
 * Adds the shards' gradients: `g[i] = (left0[i] + right0[i]) + (left1[i] + right1[i]) + ...`, from the first shard on.
 *
 * Overwrites g (n); parts (shards, 2, partSize): each shard's left and right twins' gradients, partSize elements
 * apart. Summed apart and then added, gradients that cancel between twins cancel exactly. n a multiple of 4.
 */
export function sumGradients(g: usize, parts: usize, shards: usize, partSize: usize, n: usize): void {
  assertVectors(g, n);
  assertVectors(parts, partSize);
  assert(n <= partSize && shards > 0);
  const bytes = n << F32_SHIFT;
  const part = partSize << F32_SHIFT;
  for (let i: usize = 0; i < bytes; i += VECTOR) {
    let p = parts + i;
    let sum = f32x4.add(v128.load(p), v128.load(p + part));
    for (let s: usize = 1; s < shards; s++) {
      p += 2 * part;
      sum = f32x4.add(sum, f32x4.add(v128.load(p), v128.load(p + part)));
    }
    v128.store(g + i, sum);
  }
}
