// siamese-simd/export: a network for other tools.

export { UnreadableFileError } from "./errors.ts";
export { exportHub, type HubOptions } from "./formats/hub.ts";
export type { ModelResults } from "./formats/model-card.ts";
export { encodeNpy, type NpyNumbers } from "./formats/npy.ts";
export { exportNpy } from "./formats/npy-weights.ts";
export { exportOnnx } from "./formats/onnx.ts";
