import { F32_SHIFT } from "./sizes";

/** Transpose: `y[j, i] = x[i, j]`. Overwrites y (J, I) from x (I, J). Any I, J. */
export function transpose(y: usize, x: usize, I: usize, J: usize): void {
  assert((y & 3) == 0 && (x & 3) == 0);
  const yRow = I << F32_SHIFT;
  for (let i: usize = 0; i < I; i++) {
    let p = y + (i << F32_SHIFT);
    for (let j: usize = 0; j < J; j++) {
      store<u32>(p, load<u32>(x));
      p += yRow;
      x += 4;
    }
  }
}
