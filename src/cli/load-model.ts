import { loadModel } from "../formats/model.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { startThreads } from "../threads/start-threads.ts";
import { MAX_MEMORY_BYTES } from "../wasm/arena.ts";
import { symbols } from "../weights/symbols.ts";
import { nodeThreads } from "./node-threads.ts";

/** The bytes of a model: a file's, or those that this package ships as "symbols". */
export const readModelBytes = async (nameOrFile: string): Promise<Uint8Array> =>
  nameOrFile === "symbols" ? symbols : readBytes(nameOrFile);

/** A network from a model file, or from the weights that this package ships as "symbols". */
export const loadModelNamed = async (nameOrFile: string): Promise<Network> =>
  loadModel(await readModelBytes(nameOrFile), nameOrFile);

// Fewer images are embedded in the time that a thread takes to start.
const LEAST_IMAGES = 256;

/** A network that many images are to be embedded by: in memory that threads can share. */
export const loadForEmbedding = (bytes: Uint8Array, file: string): Promise<Network> =>
  loadModel(bytes, file, { shared: true, maxMemory: MAX_MEMORY_BYTES });

/** Starts threads that embed, where so many images are worth them and there are none yet. */
export async function startEmbedding(network: Network, images: number, threads: number): Promise<void> {
  if (images < LEAST_IMAGES || threads === 1 || coreOf(network).embedMany) return;
  await startThreads(network, nodeThreads(threads));
}
