import { fromByteWeights } from "../../one-file/byte-weights.ts";
import { HEAD, STEPS, WEIGHTS } from "./weights-data.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** The network for colour pictures that the page comes with, as a model file: its weights have 8 bits each. */
export const colourWeights = (): Uint8Array =>
  fromByteWeights({ head: bytesOf(HEAD), steps: bytesOf(STEPS), weights: bytesOf(WEIGHTS) });
