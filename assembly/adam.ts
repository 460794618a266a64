import { F32, VECTOR } from "./sizes";

/**
 * One Adam step (Kingma and Ba 2015, algorithm 1) over n parameters, in PyTorch's order of operations:
 * `m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; w = w - stepSize * m / (sqrt(v) * rootScale + eps)`, with
 * rest = 1 - beta, stepSize = lr / (1 - beta1^t), rootScale = 1 / sqrt(1 - beta2^t).
 *
 * Overwrites w, m, v (n); g (n). n a multiple of 4. Returns 1 if every new weight is a finite number, else 0.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, stepSize: f32, rootScale: f32, eps: f32,
): i32 {
  const bytes = n << F32;
  const vBeta1 = f32x4.splat(beta1);
  const vRest1 = f32x4.splat(rest1);
  const vBeta2 = f32x4.splat(beta2);
  const vRest2 = f32x4.splat(rest2);
  const vStep = f32x4.splat(stepSize);
  const vScale = f32x4.splat(rootScale);
  const vEps = f32x4.splat(eps);
  const zero = f32x4.splat(0);
  let poison = zero; // stays 0 unless a weight is NaN or infinite: those times 0 are NaN
  for (let i: usize = 0; i < bytes; i += VECTOR) {
    const gradient = v128.load(g + i);
    const first = f32x4.add(f32x4.mul(v128.load(m + i), vBeta1), f32x4.mul(gradient, vRest1));
    const second = f32x4.add(f32x4.mul(v128.load(v + i), vBeta2), f32x4.mul(f32x4.mul(gradient, gradient), vRest2));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const step = f32x4.div(first, f32x4.add(f32x4.mul(f32x4.sqrt(second), vScale), vEps));
    const weight = f32x4.sub(v128.load(w + i), f32x4.mul(vStep, step));
    v128.store(w + i, weight);
    poison = f32x4.add(poison, f32x4.mul(weight, zero));
  }
  return <i32>i32x4.all_true(f32x4.eq(poison, poison));
}
