import { assertVectors, F32_SHIFT, VECTOR } from "./sizes";

/**
 * One Adam step (Kingma and Ba 2015, algorithm 1) over n parameters, in PyTorch's order of operations:
 * `m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w = w - stepSize * m / (sqrt(v) * vScale + eps)`, with
 * stepSize = lr / (1 - beta1^t), vScale = 1 / sqrt(1 - beta2^t).
 *
 * A first moment below the smallest normal number becomes 0. That of a unit that has died shrinks to such numbers and
 * stays there, many processors take a hundred times as long for them, and no weight above 1e-23 can tell the difference.
 *
 * Overwrites w, m, v (n); g (n). n a multiple of 4. Returns 1 if every new weight is a finite number, else 0.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f32, oneMinusBeta1: f32, beta2: f32, oneMinusBeta2: f32, stepSize: f32, vScale: f32, eps: f32,
): i32 {
  assertVectors(w, n);
  assertVectors(g, n);
  assertVectors(m, n);
  assertVectors(v, n);
  const bytes = n << F32_SHIFT;
  const keepM = f32x4.splat(beta1);
  const addM = f32x4.splat(oneMinusBeta1);
  const keepV = f32x4.splat(beta2);
  const addV = f32x4.splat(oneMinusBeta2);
  const size = f32x4.splat(stepSize);
  const scale = f32x4.splat(vScale);
  const epsilon = f32x4.splat(eps);
  const zero = f32x4.splat(0);
  const subnormal = i32x4.splat(0x007fffff); // the largest, as an integer: so no float is compared, which is as slow
  let poison = zero; // stays 0 unless a weight is NaN or infinite: those times 0 are NaN
  for (let i: usize = 0; i < bytes; i += VECTOR) {
    const gradient = v128.load(g + i);
    const sum = f32x4.add(f32x4.mul(v128.load(m + i), keepM), f32x4.mul(gradient, addM));
    const newM = v128.and(sum, i32x4.gt_s(f32x4.abs(sum), subnormal));
    const newV = f32x4.add(f32x4.mul(v128.load(v + i), keepV), f32x4.mul(f32x4.mul(gradient, gradient), addV));
    v128.store(m + i, newM);
    v128.store(v + i, newV);
    const step = f32x4.div(newM, f32x4.add(f32x4.mul(f32x4.sqrt(newV), scale), epsilon));
    const weight = f32x4.sub(v128.load(w + i), f32x4.mul(size, step));
    v128.store(w + i, weight);
    poison = f32x4.add(poison, f32x4.mul(weight, zero));
  }
  return <i32>i32x4.all_true(f32x4.eq(poison, poison));
}
