/** A convolution (stride 1, no padding), ReLU if asked for, and max-pooling (stride = window). */
export interface ConvLayer {
  readonly type: "conv";
  /** Number of filters, the channels of the output; 1 to 1024. */
  readonly filters: number;
  /** Side of the square filter in pixels; 1 to 7. */
  readonly kernelSize: number;
  /** Whether a ReLU follows. Default false. */
  readonly relu?: boolean;
  /** Side of the pooling window in pixels; 1 to 4. Default 1, no pooling. */
  readonly pool?: number;
}

/** A fully connected layer, and ReLU if asked for. */
export interface DenseLayer {
  readonly type: "dense";
  /** Number of outputs; 1 to 65,536. */
  readonly units: number;
  /** Whether a ReLU follows. Default false. */
  readonly relu?: boolean;
}

export type Layer = ConvLayer | DenseLayer;

/** What both twins compute: an input size, then conv layers (any number), then dense layers (one at least). */
export interface Architecture {
  readonly input: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    /**
     * Whether the part of the image that the layers see, where pooling drops rows and columns, lies in its middle.
     * Default false: it begins at the first row and column, as in PyTorch.
     */
    readonly centred?: boolean;
  };
  readonly layers: readonly Layer[];
}

/** The default network: 28 x 28 pixels to an embedding of 10 numbers; 12,938 parameters. */
export const defaultArchitecture: Architecture = {
  input: { height: 28, width: 28, channels: 1 },
  layers: [
    { type: "conv", filters: 8, kernelSize: 3, relu: true, pool: 2 },
    { type: "conv", filters: 16, kernelSize: 3, relu: true, pool: 3 },
    { type: "dense", units: 64, relu: true },
    { type: "dense", units: 32, relu: true },
    { type: "dense", units: 10 },
  ],
};
