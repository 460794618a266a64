import type { Architecture } from "../../nn/architecture.ts";
import type { ConvPool } from "../../nn/layers/conv-pool.ts";
import { forward, kindOf, prepare } from "../../nn/layers/index.ts";
import { mapSize, type ResolvedLayer } from "../../nn/layers/layer.ts";
import { coreOf, createNetwork, type Network } from "../../nn/network.ts";
import { allocateWorkspace, type Workspace } from "../../nn/workspace.ts";
import type { Filters, Inside, LayerOutput } from "../protocol.ts";

const isConv = (layer: ResolvedLayer): layer is ConvPool => layer.type === "conv";

/** Shows what each layer of a network makes of two images. It has a network of its own, beside the one that trains. */
export class Activations {
  readonly #network: Network;
  readonly #workspace: Workspace;

  private constructor(network: Network) {
    this.#network = network;
    const { engine, layers } = coreOf(network);
    this.#workspace = allocateWorkspace(engine.arena, layers, 2, false);
  }

  /** @throws RangeError if there is no memory for it */
  static async create(architecture: Architecture): Promise<Activations> {
    return new Activations(await createNetwork({ architecture }));
  }

  /**
   * @param weights as `Network.weights`
   * @param images two of them, (2, height, width, channels), 0 to 255
   */
  look(weights: Float32Array, images: Uint8Array): Inside {
    this.#network.weights.set(weights);
    const { engine, layers, imageSize, inputOffset } = coreOf(this.#network);
    const { f32 } = engine.arena.views;
    const size = mapSize(layers[0].input);
    for (let i = 0; i < 2; i++) {
      for (let p = 0; p < size; p++) {
        // As whole rows are read, the last one may go on beyond the image.
        const pixel = inputOffset + p < imageSize ? images[i * imageSize + inputOffset + p] : 0;
        f32[this.#workspace.input / 4 + i * size + p] = pixel / 255;
      }
    }
    prepare(engine, layers);
    forward(engine, layers, this.#workspace, 2);
    const outputs = layers.map((layer, l) => outputOf(layer, f32, this.#workspace.buffers[l].y / 4));
    const first = layers.find(isConv);
    return { layers: outputs, filters: first && filtersOf(first, this.#network.weights) };
  }
}

/** A layer's output without the padding between its channels, each image's maps one after the other. */
function outputOf({ name, output }: ResolvedLayer, f32: Float32Array, at: number): LayerOutput {
  const { rows, columns, channels, stored } = output;
  const pixels = rows * columns;
  const values = new Float32Array(2 * channels * pixels);
  for (let i = 0; i < 2; i++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < pixels; p++) {
        values[(i * channels + c) * pixels + p] = f32[at + (i * pixels + p) * stored + c];
      }
    }
  }
  return { name, rows, columns, channels, values };
}

function filtersOf(layer: ConvPool, weights: Float32Array): Filters {
  const [{ visit, shape }] = kindOf(layer).tensors(layer);
  const values: number[] = [];
  visit((place) => values.push(weights[place]));
  const [count, channels, size] = shape;
  return { name: layer.name, count, channels, size, values: Float32Array.from(values) };
}
