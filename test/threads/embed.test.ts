import { expect, it } from "vitest";
import type { Architecture } from "../../src/nn/architecture.ts";
import { coreOf, createNetwork, type Network, type NetworkOptions } from "../../src/nn/network.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { Random } from "../../src/random.ts";
import { startThreads } from "../../src/threads/start-threads.ts";

/** A layer of each kind, zeros around an image, and rows and columns that nobody sees. */
const everyLayer: Architecture = {
  input: { height: 31, width: 37, channels: 3 },
  layers: [
    { type: "conv", filters: 5, kernelSize: 3, padding: "same", relu: true, pool: 2 },
    { type: "conv", filters: 9, kernelSize: 3, padding: "same", relu: true, pool: 3 },
    { type: "average-pool", window: 2 },
    { type: "dense", units: 7 },
    { type: "normalise" },
  ],
};

/** Activations of 16 images that take 18 MB: no more chunks at a time than threads. */
const large: Architecture = {
  input: { height: 96, width: 96, channels: 1 },
  layers: [
    { type: "conv", filters: 32, kernelSize: 3, relu: true, pool: 1 },
    { type: "average-pool", window: 8 },
    { type: "dense", units: 10 },
  ],
};

const random = Random.fromSeed(5);
const imagesFor = ({ architecture: { input } }: Network, count: number): Uint8Array =>
  Uint8Array.from({ length: count * input.height * input.width * input.channels }, () => random.below(256));

async function onThreads(threads: number, options: NetworkOptions = {}): Promise<Network> {
  const network = await createNetwork({ shared: true, ...options });
  await startThreads(network, { threads, spawn: spawnNodeWorker });
  return network;
}

const bits = (embeddings: Float32Array): Buffer =>
  Buffer.from(embeddings.buffer, embeddings.byteOffset, embeddings.byteLength);

/** Embeds images; tells too how many of them the threads have embedded. */
function embedCounted(network: Network, images: Uint8Array | Float32Array) {
  const core = coreOf(network);
  const { embedMany } = core;
  let byThreads = 0;
  core.embedMany = (...args) => {
    byThreads = embedMany?.(...args) ?? 0;
    return byThreads;
  };
  const embeddings = network.embed(images);
  core.embedMany = embedMany;
  return { embeddings: bits(embeddings), byThreads };
}

/** Several threads embed all images, to the bits of one. */
function checkBits(network: Network, alone: Network, count: number): void {
  const images = imagesFor(network, count);
  const { embeddings, byThreads } = embedCounted(network, images);
  expect(byThreads).toBe(count);
  expect(Buffer.compare(embeddings, bits(alone.embed(images))), `${count} images`).toBe(0);
}

it("embeds any number of images to the bits of one thread, with 2, 3 and 8 threads", async () => {
  const alone = await createNetwork();
  for (const threads of [2, 3, 8]) {
    const network = await onThreads(threads);
    for (const count of [64, 65, 127, 128, 129, 300, 1000]) checkBits(network, alone, count);
    network.close();
  }
});

it("with every kind of layer, of large images, and on scalar kernels", async () => {
  for (const options of [{ architecture: everyLayer }, { architecture: large }, { backend: "js" }] as const) {
    const network = await onThreads(3, options);
    checkBits(network, await createNetwork(options), 130);
    network.close();
  }
});

it("by the weights of the moment", async () => {
  const [network, alone] = [await onThreads(2), await createNetwork()];
  checkBits(network, alone, 100);
  for (const { weights } of [network, alone]) for (let i = 0; i < weights.length; i++) weights[i] *= 0.75;
  checkBits(network, alone, 100);
  network.close();
});

it("few images, and numbers in place of bytes, stay with the calling thread", async () => {
  const [network, alone] = [await onThreads(2), await createNetwork()];
  const { arena } = coreOf(network).engine;
  const { used } = arena;
  const numbers = Float32Array.from(imagesFor(network, 100), (byte) => byte / 255);
  for (const images of [imagesFor(network, 63), numbers]) {
    const { embeddings, byThreads } = embedCounted(network, images);
    expect(byThreads).toBe(0);
    expect(Buffer.compare(embeddings, bits(alone.embed(images)))).toBe(0);
  }
  expect(arena.used).toBe(used);
  network.close();
});

it("goes on alone, to the same bits, where memory is short, a worker has ended, or all are closed", async () => {
  const alone = await createNetwork();
  const short = await onThreads(2, { maxMemory: 20 * 65536 });
  const images = imagesFor(short, 200);
  const expected = bits(alone.embed(images));
  const check = (network: Network, byThreads: number) => {
    const embedded = embedCounted(network, images);
    expect(embedded.byThreads).toBe(byThreads);
    expect(Buffer.compare(embedded.embeddings, expected)).toBe(0);
  };
  check(short, 0);
  short.close();

  let known = () => {};
  let end = () => {};
  const lost = await createNetwork({ shared: true });
  await startThreads(lost, {
    threads: 2,
    spawn: (onReply, onLost) => {
      const handle = spawnNodeWorker(onReply, (reason) => {
        onLost(reason);
        known();
      });
      end = () => handle.terminate();
      return handle;
    },
  });
  check(lost, 200);
  await new Promise<void>((resolve) => {
    known = resolve;
    end();
  });
  check(lost, 0);

  const closed = await onThreads(2);
  check(closed, 200);
  closed.close();
  expect(coreOf(closed).embedMany).toBeUndefined();
  check(closed, 0);
});
