// What the bench says to a peer: each runs in a process of its own, idle until it is asked.
import { createInterface } from "node:readline";

/** What every peer is given: files with the same weights, images and pairs. */
export interface Files {
  /** JSON: the network's input and layers. */
  readonly architecture: string;
  /** JSON: PyTorch's names, shapes and numbers. */
  readonly weights: string;
  /** 64 images of bytes, rows of pixels with their channels: 32 left twins, then 32 right ones. */
  readonly images: string;
  /** JSON: 1 for a pair of one class, else 0; 32 of them. */
  readonly same: string;
  readonly onnx: string;
}

export interface Peer {
  /** The embeddings of the first `batch` images, (batch, 10). */
  embed?(batch: number): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** One step of contrastive loss (margin 2) and Adam (0.001) on the 32 pairs; returns the loss before it. */
  step?(): number | Promise<number>;
}

/** Answers the bench's questions on standard input, a line of JSON each. */
export async function answer(make: (files: Files, threads: number) => Promise<Peer>): Promise<void> {
  const peer = await make(JSON.parse(process.argv[2]), Number(process.argv[3]));
  console.log(JSON.stringify({ ready: true, embed: peer.embed !== undefined, step: peer.step !== undefined }));
  for await (const line of createInterface({ input: process.stdin })) {
    const { ask, batch, milliseconds } = JSON.parse(line);
    if (ask === "embeddings") {
      console.log(JSON.stringify({ embeddings: Array.from((await peer.embed?.(batch)) ?? []) }));
    } else if (ask === "loss") {
      console.log(JSON.stringify({ loss: await peer.step?.() }));
    } else {
      const call = ask === "step" ? () => peer.step?.() : () => peer.embed?.(batch);
      const times: number[] = [];
      const end = performance.now() + milliseconds;
      do {
        const begin = performance.now();
        await call();
        times.push(performance.now() - begin);
      } while (performance.now() < end);
      times.sort((a, b) => a - b);
      console.log(JSON.stringify({ us: times[times.length >> 1] * 1000 }));
    }
  }
  process.exit(0);
}
