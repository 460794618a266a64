import { checkFlag, checkInteger, checkKeys } from "./checks.ts";
import { biasTensor, type LayerBuffers, type LayerKind, mapSize, outputMap, type ResolvedLayer } from "./layer.ts";

/** A fully connected layer, and ReLU if asked for. */
export interface DenseLayer {
  readonly type: "dense";
  /** Number of outputs; 1 to 65,536. */
  readonly units: number;
  /** Whether a ReLU follows. Default false. */
  readonly relu?: boolean;
}

/** Weights (input elements as stored, units as stored), then the bias. */
export interface Dense extends ResolvedLayer {
  readonly type: "dense";
  readonly relu: boolean;
  /** Byte offset of the weight with its input axis last, and of zeros, as many as there are inputs. */
  readonly transposedOffset: number;
  readonly zerosOffset: number;
}

const weightSize = ({ input, output }: Dense): number => mapSize(input) * output.stored;

/** See `Resolve`. */
export function resolveDense(description: DenseLayer, base: ResolvedLayer): Dense {
  checkKeys(description, base.name, ["type", "units", "relu"]);
  const units = checkInteger(description.units, `${base.name}: units`, 1, 65536);
  const relu = checkFlag(description.relu, `${base.name}: relu`);
  const output = outputMap(1, 1, units);
  const slabSize = (mapSize(base.input) + 1) * output.stored;
  return { ...base, type: "dense", output, relu, slabSize, transposedOffset: 0, zerosOffset: 0 };
}

export const dense: LayerKind<Dense> = {
  prefix: "lin",
  flattens: true,

  reads: (_layer, _output, whole) => whole,

  tensors(layer) {
    const { rows, columns, channels, stored } = layer.input;
    const O = layer.output.channels;
    const visit = (place: (place: number) => void): void => {
      for (let o = 0; o < O; o++) {
        for (let c = 0; c < channels; c++) {
          for (let pixel = 0; pixel < rows * columns; pixel++) {
            place(layer.slabOffset + (pixel * stored + c) * layer.output.stored + o);
          }
        }
      }
    };
    return [
      { name: "weight", shape: [O, rows * columns * channels], visit },
      biasTensor(layer.slabOffset + weightSize(layer), O),
    ];
  },

  placeBackward(arena, layer) {
    if (layer.slabOffset === 0) return layer;
    return {
      ...layer,
      transposedOffset: arena.allocateFloats(weightSize(layer)),
      zerosOffset: arena.allocateFloats(mapSize(layer.input)),
    };
  },

  prepareBackward({ kernels }, layer) {
    if (layer.slabOffset === 0) return;
    kernels.transpose(layer.transposedOffset, layer.weightsOffset, mapSize(layer.input), layer.output.stored);
  },

  forward({ kernels }, layer, { x, y }, n) {
    const w = layer.weightsOffset;
    const b = w + weightSize(layer) * 4;
    kernels.denseForward(y, x, w, b, n, mapSize(layer.input), layer.output.stored, Number(layer.relu));
  },

  backward({ kernels }, layer, { x, y, dx, dy }: LayerBuffers, slabs, n) {
    const I = mapSize(layer.input);
    const O = layer.output.stored;
    if (layer.relu) kernels.reluBackward(dy, y, n * slabs.length * O);
    for (let part = 0; part < slabs.length; part++) {
      const dz = dy + part * n * O * 4;
      const dw = slabs[part] + layer.slabOffset * 4;
      kernels.biasGradient(dw + weightSize(layer) * 4, dz, n, O);
      kernels.denseBackwardWeight(dw, x + part * n * I * 4, dz, n, I, O);
    }
    if (layer.slabOffset > 0) {
      kernels.denseForward(dx, dy, layer.transposedOffset, layer.zerosOffset, n * slabs.length, O, I, 0);
    }
  },
};
