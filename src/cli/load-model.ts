import { loadModel } from "../formats/model.ts";
import type { Network } from "../nn/network.ts";
import { readBytes } from "../node/read/read-bytes.ts";
import { symbols } from "../weights/symbols.ts";

/** The bytes of a model: a file's, or those that this package ships as "symbols". */
export const readModelBytes = async (nameOrFile: string): Promise<Uint8Array> =>
  nameOrFile === "symbols" ? symbols : readBytes(nameOrFile);

/** A network from a model file, or from the weights that this package ships as "symbols". */
export const loadModelNamed = async (nameOrFile: string): Promise<Network> =>
  loadModel(await readModelBytes(nameOrFile), nameOrFile);
