import { exportOnnx } from "../../../src/formats/onnx.ts";
import { createNetwork } from "../../../src/nn/network.ts";
import { Random } from "../../../src/random.ts";
import { createNearestIndex, createNearestScan } from "../../../src/search.ts";

/** The sha256 of `goldenSearch()`, as Node 20 gave it on x86-64. */
export const GOLDEN_SEARCH = "3911c9cfb721309b879c8e138621d94d313712088826293f54201c1540e2b479";

/** A network in ONNX, and the nearest of 5,000 random embeddings and their groups, with both kernels: bytes. */
export async function goldenSearch(): Promise<Uint8Array> {
  const random = Random.fromSeed(12);
  const draw = (count: number) => Float32Array.from({ length: count * 10 }, () => random.uniform() * 4 - 2);
  const [embeddings, queries] = [draw(5000), draw(67)];
  const parts: Uint8Array[] = [await exportOnnx(await createNetwork({ seed: 5 }))];
  for (const backend of ["wasm", "js"] as const) {
    const index = await createNearestIndex(10, { backend });
    index.add(embeddings);
    const scan = await createNearestScan(queries, 10, 7, { backend });
    for (let at = 0; at < embeddings.length; at += 9990) scan.add(embeddings.subarray(at, at + 9990));
    for (const { numbers, distances } of [index.nearest(queries, 7), scan.result()]) {
      parts.push(new Uint8Array(numbers.buffer), new Uint8Array(distances.buffer));
    }
    parts.push(new TextEncoder().encode(JSON.stringify(index.groups(1))));
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
