// siamese-simd/safetensors: the files that models and checkpoints are, for other tensors too.

export { UnreadableFileError } from "./errors.ts";
export {
  type DecodedTensors,
  decodeSafetensors,
  encodeSafetensors,
  type Tensor,
  type TensorData,
} from "./formats/safetensors.ts";
