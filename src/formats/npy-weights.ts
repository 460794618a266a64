import { coreOf, type Network } from "../nn/network.ts";
import { encodeNpy } from "./npy.ts";
import { toStateDict } from "./pytorch.ts";

/** A network's weights as .npy files by name, one a tensor, named and shaped as PyTorch has them: "conv1.weight.npy". */
export const exportNpy = (network: Network): Map<string, Uint8Array> =>
  new Map(
    [...toStateDict(network.weights, coreOf(network).layers)].map(([name, { data, shape }]) => [
      `${name}.npy`,
      encodeNpy(data, shape),
    ]),
  );
