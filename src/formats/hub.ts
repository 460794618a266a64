import { seenPart } from "../nn/architecture.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { version } from "../version.ts";
import { saveModel } from "./model.ts";
import { type ModelResults, modelCard } from "./model-card.ts";
import { exportOnnx, ONNX_INPUT, ONNX_OUTPUT } from "./onnx.ts";
import { torchModule } from "./torch-module.ts";

export interface HubOptions {
  /** More strings for the files' metadata, such as those of the model file. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The model's name in its card. Default "siamese-simd model". */
  readonly name?: string;
  /** What was measured on held-out images: `summary.json` of a run folder has it. Default: the card gives no results. */
  readonly results?: ModelResults;
  /** An identifier as the Hub knows it, such as "apache-2.0". Default "mit". */
  readonly license?: string;
}

/** The architecture, what is to be done to images, and what distances mean; plain JSON. */
const configuration = (network: Network) => ({
  library_name: "siamese-simd",
  library_version: version,
  architecture: network.architecture,
  embedding_dimension: network.dimension,
  threshold: Number.isNaN(network.threshold) ? null : network.threshold,
  calibration: network.calibration ?? null,
  // Of what happens inside the network: files of the folder take bytes as they are.
  preprocessing: {
    input: "uint8, (N, height, width, channels), 0 to 255",
    ...network.architecture.input,
    // What turns an image file into such bytes; null where it is not known.
    from_files: network.preparation ?? null,
    channel_order: network.architecture.input.channels === 3 ? "RGB" : "grey",
    scale: 1 / 255,
    seen: seenPart(network.architecture, coreOf(network).layers),
  },
  onnx: { file: "onnx/model.onnx", input: ONNX_INPUT, output: ONNX_OUTPUT },
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * A folder for the Hugging Face Hub, by path: a model card, the configuration, the weights, the network in ONNX and in
 * PyTorch.
 */
export async function exportHub(network: Network, options: HubOptions = {}): Promise<Map<string, Uint8Array>> {
  const { metadata = {} } = options;
  return new Map([
    ["README.md", bytesOf(modelCard(network, options))],
    ["config.json", bytesOf(`${JSON.stringify(configuration(network), null, 2)}\n`)],
    ["model.safetensors", saveModel(network, metadata)],
    ["model.py", bytesOf(torchModule(network))],
    ["onnx/model.onnx", await exportOnnx(network, metadata)],
  ]);
}
