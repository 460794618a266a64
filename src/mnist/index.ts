// siamese-simd/mnist: digits to try the library with, in Node and in a page.
import type { Dataset } from "../data/dataset.ts";
import { unpackDigits } from "./digit-pack.ts";
import { digitsBase64 } from "./digits-base64.ts";

/** Images to train on, and images that training never sees. */
export interface TrainAndHeldOut {
  readonly dataset: Dataset;
  readonly heldOut: Dataset;
}

/**
 * The first tenth of MNIST (LeCun, Cortes and Burges): 6,000 digits to train on and 1,000 held out, 28x28, white on
 * black. They travel inside this entry, 1.0 MB; nothing is fetched. As the command line's default, and as `train` takes
 * them: `train(await loadMnist())`.
 */
export async function loadMnist(): Promise<TrainAndHeldOut> {
  const packed = Uint8Array.from(atob(digitsBase64), (char) => char.charCodeAt(0));
  // Without a Blob: WebKit cannot read one in a worker of a page that was opened from a disk.
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const unpacked = new Response(readable).arrayBuffer();
  const [bytes] = await Promise.all([unpacked, writer.write(packed), writer.close()]);
  const { train, test } = unpackDigits(new Uint8Array(bytes), "siamese-simd/mnist");
  return { dataset: train, heldOut: test };
}
