import { readFileSync } from "node:fs";
import { fromStateDict } from "../../src/formats/pytorch.ts";
import { type Architecture, imageSizeOf } from "../../src/nn/architecture.ts";
import { coreOf, createNetwork, type Network } from "../../src/nn/network.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { executorOf, startThreads } from "../../src/threads/start-threads.ts";
import { PairStep } from "../../src/train/pair-step.ts";
import { plainNetwork } from "../plain-javascript.ts";
import { answer, type Files, type Peer } from "./protocol.ts";

const plain = process.argv[4] === "plain";

function load(network: Network, files: Files): void {
  const weights = Object.entries(JSON.parse(readFileSync(files.weights, "utf8")) as Record<string, never>).map(
    ([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }] as const,
  );
  fromStateDict(network.weights, coreOf(network).layers, new Map(weights), files.weights);
}

async function make(files: Files, threads: number): Promise<Peer> {
  const architecture: Architecture = JSON.parse(readFileSync(files.architecture, "utf8"));
  const size = imageSizeOf(architecture);
  const create = async (shared: boolean): Promise<Network> => {
    const network = plain ? await plainNetwork() : await createNetwork({ architecture, shared });
    load(network, files);
    return network;
  };
  const images = new Uint8Array(readFileSync(files.images));
  const trained = await create(threads > 1);
  const embedder = await create(threads > 1);
  const start = (network: Network) => startThreads(network, { threads, spawn: spawnNodeWorker });
  const executor = threads > 1 ? { executor: executorOf(await start(trained)) } : {};
  if (threads > 1) await start(embedder);
  const training = new PairStep(trained, images, { batch: 32, ...executor });
  const numbers = Uint32Array.from({ length: 32 }, (_, i) => i);
  const same = JSON.parse(readFileSync(files.same, "utf8"));
  const pairs = { left: numbers, right: numbers.map((i) => i + 32), same };
  const parts = new Map([1, 64].map((batch) => [batch, images.subarray(0, batch * size)]));
  const results = new Map([1, 64].map((batch) => [batch, new Float32Array(batch * 10)]));
  const step = () => training.run(pairs);
  return { embed: (batch) => embedder.embed(parts.get(batch) ?? images, results.get(batch)), step };
}

await answer(make);
