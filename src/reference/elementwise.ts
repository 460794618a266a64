import type { Views } from "./views.ts";

const { fround, sqrt } = Math;

/** Scalar twin of assembly/relu-backward.ts. */
export function reluBackward(views: Views, dy: number, y: number, n: number): void {
  const { f32 } = views;
  for (let i = 0; i < n; i++) if (!(f32[(y >> 2) + i] > 0)) f32[(dy >> 2) + i] = 0;
}

/** Scalar twin of assembly/transpose.ts. */
export function transpose(views: Views, y: number, x: number, I: number, J: number): void {
  const { u32 } = views;
  let source = x >> 2;
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) u32[(y >> 2) + j * I + i] = u32[source++];
}

/** Scalar twin of assembly/gather-images.ts. */
export function gatherImages(
  views: Views,
  y: number,
  images: number,
  index: number,
  N: number,
  size: number,
  imageBytes: number,
  yImage: number,
): void {
  const { f32, u32, u8 } = views;
  for (let n = 0; n < N; n++) {
    const source = images + u32[(index >> 2) + n] * imageBytes;
    const target = (y >> 2) + n * yImage;
    for (let i = 0; i < size; i++) f32[target + i] = u8[source + i] / 255;
  }
}

/** Scalar twin of assembly/sum-gradients.ts. */
export function sumGradients(
  views: Views,
  g: number,
  parts: number,
  shards: number,
  partSize: number,
  n: number,
): void {
  const { f32 } = views;
  for (let i = 0; i < n; i++) {
    let at = (parts >> 2) + i;
    let sum = fround(f32[at] + f32[at + partSize]);
    for (let s = 1; s < shards; s++) {
      at += 2 * partSize;
      sum = fround(sum + fround(f32[at] + f32[at + partSize]));
    }
    f32[(g >> 2) + i] = sum;
  }
}

const SMALLEST_NORMAL = 2 ** -126;

/** Scalar twin of assembly/adam.ts. The rates are f32 numbers, as a kernel's arguments are. */
export function adam(
  views: Views,
  w: number,
  g: number,
  m: number,
  v: number,
  n: number,
  beta1: number,
  oneMinusBeta1: number,
  beta2: number,
  oneMinusBeta2: number,
  stepSize: number,
  vScale: number,
  eps: number,
): number {
  const { f32 } = views;
  const b1 = fround(beta1);
  const r1 = fround(oneMinusBeta1);
  const b2 = fround(beta2);
  const r2 = fround(oneMinusBeta2);
  const step = fround(stepSize);
  const scale = fround(vScale);
  const epsilon = fround(eps);
  let finite = 1;
  for (let i = 0; i < n; i++) {
    const gradient = f32[(g >> 2) + i];
    const sum = fround(fround(f32[(m >> 2) + i] * b1) + fround(gradient * r1));
    const newM = Math.abs(sum) < SMALLEST_NORMAL ? 0 : sum;
    const newV = fround(fround(f32[(v >> 2) + i] * b2) + fround(fround(gradient * gradient) * r2));
    f32[(m >> 2) + i] = newM;
    f32[(v >> 2) + i] = newV;
    const quotient = fround(newM / fround(fround(fround(sqrt(newV)) * scale) + epsilon));
    const weight = fround(f32[(w >> 2) + i] - fround(step * quotient));
    f32[(w >> 2) + i] = weight;
    if (weight - weight !== 0) finite = 0;
  }
  return finite;
}
