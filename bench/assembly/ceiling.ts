/**
 * The machine's roof for multiply-and-add in WebAssembly SIMD128: twelve independent chains, nothing loaded.
 * Compiled by itself (see `npm run build:kernels`). Returns a lane, so that nothing can be left out.
 */
// @ts-nocheck: AssemblyScript
export function multiplyAddChains(rounds: i32, factor: f32): f32 {
  const f = f32x4.splat(factor);
  let a0 = f;
  let a1 = f;
  let a2 = f;
  let a3 = f;
  let a4 = f;
  let a5 = f;
  let a6 = f;
  let a7 = f;
  let a8 = f;
  let a9 = f;
  let a10 = f;
  let a11 = f;
  for (let i = 0; i < rounds; i++) {
    a0 = f32x4.add(f32x4.mul(a0, f), f);
    a1 = f32x4.add(f32x4.mul(a1, f), f);
    a2 = f32x4.add(f32x4.mul(a2, f), f);
    a3 = f32x4.add(f32x4.mul(a3, f), f);
    a4 = f32x4.add(f32x4.mul(a4, f), f);
    a5 = f32x4.add(f32x4.mul(a5, f), f);
    a6 = f32x4.add(f32x4.mul(a6, f), f);
    a7 = f32x4.add(f32x4.mul(a7, f), f);
    a8 = f32x4.add(f32x4.mul(a8, f), f);
    a9 = f32x4.add(f32x4.mul(a9, f), f);
    a10 = f32x4.add(f32x4.mul(a10, f), f);
    a11 = f32x4.add(f32x4.mul(a11, f), f);
  }
  a0 = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(f32x4.add(a4, a5), f32x4.add(a6, a7)));
  return f32x4.extract_lane(f32x4.add(a0, f32x4.add(f32x4.add(a8, a9), f32x4.add(a10, a11))), 0);
}
