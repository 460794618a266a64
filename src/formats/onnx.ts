import { seenPart } from "../nn/architecture.ts";
import { kindOf } from "../nn/layers/index.ts";
import { coreOf, type Network } from "../nn/network.ts";
import { version } from "../version.ts";
import { canHash } from "./hash.ts";
import { fingerprint, networkStrings } from "./model.ts";
import { FLOAT, OnnxGraph } from "./onnx-graph.ts";
import { addLayer } from "./onnx-layers.ts";
import { toStateDict } from "./pytorch.ts";

/** Names of the graph's input and output. */
export const ONNX_INPUT = "images";
export const ONNX_OUTPUT = "embeddings";

/** Bytes (N, H, W, C) to numbers from 0 to 1, (N, C, rows, columns), of the part that the layers see. */
function addInput(graph: OnnxGraph, network: Network): string {
  const { height, width, top, left, rows, columns } = seenPart(network.architecture, coreOf(network).layers);
  let x = ONNX_INPUT;
  if (rows < height || columns < width) {
    const starts = graph.integers("crop.starts", [top, left]);
    const ends = graph.integers("crop.ends", [top + rows, left + columns]);
    x = graph.add("Slice", [x, starts, ends, graph.integers("crop.axes", [1, 2])], "crop");
  }
  x = graph.add("Cast", [x], "cast", { to: FLOAT });
  x = graph.add("Div", [x, graph.floats("white", [], [255])], "scale");
  return graph.add("Transpose", [x], "transpose", { perm: [0, 3, 1, 2] });
}

/**
 * A network as an ONNX file (operator set 13, IR version 8): `images`, uint8 (N, height, width, channels) with N of any
 * length, to `embeddings`, float32 (N, dimension). Scaling and cropping are inside. Weights have PyTorch's names; the
 * metadata holds the architecture, the threshold, the calibration and the fingerprint.
 *
 * @param metadata more strings to keep in the file, such as those of the model file
 */
export async function exportOnnx(
  network: Network,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const { layers } = coreOf(network);
  const graph = new OnnxGraph();
  for (const [name, { shape, data }] of toStateDict(network.weights, layers)) graph.floats(name, shape, data);
  let x = addInput(graph, network);
  let isFlat = false;
  const flatten = () => {
    if (!isFlat) x = graph.add("Flatten", [x], "flatten");
    isFlat = true;
  };
  for (const layer of layers) {
    if (kindOf(layer).flattens) flatten();
    x = addLayer(graph, layer, x);
  }
  flatten();
  graph.add("Identity", [x], ONNX_OUTPUT);
  const { height, width, channels } = network.architecture.input;
  return graph.encode(
    "siamese",
    { name: "siamese-simd", version },
    { name: ONNX_INPUT, type: "uint8", shape: ["N", height, width, channels] },
    { name: ONNX_OUTPUT, type: "float", shape: ["N", network.dimension] },
    {
      ...metadata,
      ...networkStrings(network),
      ...(canHash() ? { fingerprint: await fingerprint(network) } : {}),
    },
  );
}
