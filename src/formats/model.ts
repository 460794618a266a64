import { UnreadableFileError } from "../errors.ts";
import { quote } from "../message-text.ts";
import { coreOf, createNetwork, type Network, type NetworkOptions } from "../nn/network.ts";
import { checkOptions } from "../options.ts";
import { parseArchitecture } from "./architecture.ts";
import { readCalibration } from "./calibration.ts";
import { sha256 } from "./hash.ts";
import { imageStrings, readImageStrings } from "./image-strings.ts";
import { findParameters, fromStateDict, toStateDict } from "./pytorch.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const FORMAT = "siamese-simd model 1";

/**
 * What a network is beside its weights, as a file's metadata: architecture, threshold, calibration, the names of the
 * classes, and how images are prepared.
 */
export const networkStrings = (network: Network): Record<string, string> => ({
  architecture: JSON.stringify(network.architecture),
  ...(Number.isNaN(network.threshold) ? {} : { threshold: String(network.threshold) }),
  ...(network.calibration ? { calibration: JSON.stringify(network.calibration) } : {}),
  ...imageStrings(network),
});

/**
 * A network as a safetensors file: the weights with PyTorch's names, shapes and axis orders, so that
 * `load_state_dict` takes them as they are; what else the network is (`networkStrings`) in the metadata.
 *
 * @param metadata more strings to keep in the file
 */
export function saveModel(network: Network, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return encodeSafetensors(toStateDict(network.weights, coreOf(network).layers), {
    ...metadata,
    format: FORMAT,
    ...networkStrings(network),
  });
}

/**
 * Makes a network from a file that `saveModel` wrote.
 *
 * @param source the file's name, for errors
 * @param options which backend to run on, and in what memory
 * @throws UnreadableFileError if the bytes are no such file, hold a value that is not finite, or ask for more memory
 *   than a network may have
 */
export async function loadModel(
  bytes: Uint8Array,
  source = "model",
  options: Pick<NetworkOptions, "backend" | "shared" | "maxMemory" | "kernels"> = {},
): Promise<Network> {
  checkOptions(options, "loadModel", ["backend", "shared", "maxMemory", "kernels"]);
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  if (metadata.format !== undefined && metadata.format !== FORMAT) {
    throw new UnreadableFileError(`${source}: expected the format "${FORMAT}", got ${quote(metadata.format)}.`);
  }
  if (metadata.architecture === undefined) {
    throw new UnreadableFileError(`${source}: expected an architecture in the metadata, there is none.`);
  }
  const { architecture, layers } = parseArchitecture(metadata.architecture, `${source}, metadata`);
  findParameters(layers, tensors, source);
  const network = await createNetwork({ ...options, architecture });
  fromStateDict(network.weights, coreOf(network).layers, tensors, source);
  readImageStrings(network, metadata, source);
  const calibration = readCalibration(metadata, source);
  if (calibration) network.calibration = calibration;
  if (metadata.threshold !== undefined) {
    const threshold = Number(metadata.threshold);
    if (!(threshold >= 0 && threshold < Infinity)) {
      throw new UnreadableFileError(`${source}: expected a threshold of at least 0, got ${quote(metadata.threshold)}.`);
    }
    network.threshold = threshold;
  }
  return network;
}

/**
 * Replaces a network's weights by those of any safetensors file with the same tensors, such as one that PyTorch wrote.
 * @throws UnreadableFileError if a tensor is missing or of another shape
 */
export function loadWeights(network: Network, bytes: Uint8Array, source = "weights"): void {
  const { tensors } = decodeSafetensors(bytes, source);
  fromStateDict(network.weights, coreOf(network).layers, tensors, source);
}

/**
 * The sha256 of the weights' bytes, in hexadecimal: the data section of the network's model file. Two runs with one
 * seed, data set and configuration have the same, on any machine and in any engine.
 */
export async function fingerprint(network: Network): Promise<string> {
  const { layers, parameterCount } = coreOf(network);
  const tensors = [...toStateDict(network.weights, layers).values()];
  const bytes = new Uint8Array(parameterCount * 4);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { data } of tensors) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return sha256(bytes);
}
