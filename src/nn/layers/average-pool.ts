import { checkInteger, checkKeys } from "./checks.ts";
import { type LayerKind, mapSize, outputMap, type ResolvedLayer } from "./layer.ts";

/** Average pooling: each output is the mean of a window of one channel. No parameters. */
export interface AveragePoolLayer {
  readonly type: "average-pool";
  /** Side of the square window in pixels; 1 to 1,024, at most the image's. Default: the whole image, a global average. */
  readonly window?: number;
  /** Pixels from one window to the next; 1 to 1,024. Default: the window. */
  readonly stride?: number;
}

export interface AveragePool extends ResolvedLayer {
  readonly type: "average-pool";
  /** Rows and columns of the window, and pixels from one to the next. */
  readonly windowRows: number;
  readonly windowColumns: number;
  readonly stride: number;
}

/** See `Resolve`. */
export function resolveAveragePool(description: AveragePoolLayer, base: ResolvedLayer): AveragePool {
  checkKeys(description, base.name, ["type", "window", "stride"]);
  const { rows, columns, channels } = base.input;
  const whole = description.window === undefined;
  if (whole && description.stride !== undefined) {
    throw new TypeError(`${base.name}: a stride needs a window; without one the whole image is averaged.`);
  }
  const window = whole ? 0 : checkInteger(description.window, `${base.name}: window`, 1, 1024);
  const stride = checkInteger(description.stride ?? (window || 1), `${base.name}: stride`, 1, 1024);
  if (window > rows || window > columns) {
    throw new RangeError(
      `${base.name}: an input of ${rows}x${columns}x${channels} is too small for a ${window}x${window} window.`,
    );
  }
  const [windowRows, windowColumns] = whole ? [rows, columns] : [window, window];
  const output = outputMap(
    Math.floor((rows - windowRows) / stride) + 1,
    Math.floor((columns - windowColumns) / stride) + 1,
    channels,
  );
  return { ...base, type: "average-pool", output, windowRows, windowColumns, stride };
}

export const averagePool: LayerKind<AveragePool> = {
  prefix: "pool",
  flattens: false,

  reads: ({ windowRows, windowColumns, stride }, output) => ({
    rows: (output.rows - 1) * stride + windowRows,
    columns: (output.columns - 1) * stride + windowColumns,
  }),

  tensors: () => [],
  needsAll: () => true,

  forward({ kernels }, { input, output, windowRows, windowColumns, stride }, { x, y }, n) {
    const C = input.stored;
    const { rows, columns } = output;
    const row = input.width * C;
    kernels.averagePoolForward(y, x, n, mapSize(input), row, C, windowRows, windowColumns, stride, rows, columns);
  },

  backward({ kernels }, { input, output, windowRows, windowColumns, stride, slabOffset }, { dx, dy }, slabs, n) {
    if (slabOffset === 0) return;
    const C = input.stored;
    const { rows, columns } = output;
    const row = input.width * C;
    const N = n * slabs.length;
    kernels.averagePoolBackward(dx, dy, N, mapSize(input), row, C, windowRows, windowColumns, stride, rows, columns);
  },
};
