import type { Architecture } from "../../src/nn/architecture.ts";

/** An image in float64, channels first, as PyTorch has it. */
interface Planes {
  channels: number;
  rows: number;
  columns: number;
  at(channel: number, row: number, column: number): number;
}

function planes(channels: number, rows: number, columns: number, value: Planes["at"]): Planes {
  const data = new Float64Array(channels * rows * columns);
  let place = 0;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[place++] = value(c, i, j);
  }
  // Outside it is zero: what padding adds.
  const at = (c: number, i: number, j: number): number =>
    i >= 0 && i < rows && j >= 0 && j < columns ? data[(c * rows + i) * columns + j] : 0;
  return { channels, rows, columns, at };
}

/** The values of a window, row by row. */
function windowOf(x: Planes, c: number, top: number, left: number, rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, t) => x.at(c, top + Math.floor(t / columns), left + (t % columns)));
}

/**
 * A second, naive network in float64, from the formulas alone: nothing is left out, padded or reordered.
 * @param parameters each layer's weight and bias by PyTorch's names, row-major
 * @param image bytes, (height, width, channels)
 */
export function naiveEmbed(
  { input, layers }: Architecture,
  parameters: ReadonlyMap<string, ArrayLike<number>>,
  image: ArrayLike<number>,
): number[] {
  const counts = { conv: 0, lin: 0 };
  const next = (kind: "conv" | "lin") => {
    const name = `${kind}${++counts[kind]}`;
    return [parameters.get(`${name}.weight`) ?? [], parameters.get(`${name}.bias`) ?? []];
  };
  const { height, width, channels } = input;
  let x = planes(channels, height, width, (c, i, j) => image[(i * width + j) * channels + c] / 255);
  for (const layer of layers) {
    const from = x;
    if (layer.type === "average-pool") {
      const [rows, columns] = layer.window ? [layer.window, layer.window] : [from.rows, from.columns];
      const stride = layer.stride ?? rows;
      const count = (all: number, window: number) => Math.floor((all - window) / stride) + 1;
      x = planes(from.channels, count(from.rows, rows), count(from.columns, columns), (c, i, j) => {
        const values = windowOf(from, c, i * stride, j * stride, rows, columns);
        return values.reduce((a, b) => a + b) / values.length;
      });
      continue;
    }
    if (layer.type === "normalise") {
      const values = Array.from({ length: from.channels }, (_, c) => from.at(c, 0, 0));
      const length = Math.max(1e-12, Math.hypot(...values));
      x = planes(from.channels, 1, 1, (c) => from.at(c, 0, 0) / length);
      continue;
    }
    const relu = (value: number) => (layer.relu ? Math.max(0, value) : value);
    if (layer.type === "dense") {
      const [weight, bias] = next("lin");
      const { rows, columns } = from;
      const flat = Array.from({ length: from.channels }, (_, c) => windowOf(from, c, 0, 0, rows, columns)).flat();
      x = planes(layer.units, 1, 1, (o) =>
        relu(flat.reduce((sum, value, i) => sum + value * weight[o * flat.length + i], bias[o])),
      );
      continue;
    }
    const [weight, bias] = next("conv");
    const { filters, kernelSize: R, pool = 1, padding } = layer;
    const zeros = padding === "same" ? (R - 1) / 2 : 0;
    const lost = R - 1 - 2 * zeros;
    const y = planes(filters, from.rows - lost, from.columns - lost, (k, i, j) => {
      let sum = bias[k];
      for (let c = 0; c < from.channels; c++) {
        let tap = (k * from.channels + c) * R * R;
        for (let r = 0; r < R; r++) {
          for (let s = 0; s < R; s++) sum += from.at(c, i + r - zeros, j + s - zeros) * weight[tap++];
        }
      }
      return relu(sum);
    });
    x = planes(filters, Math.floor(y.rows / pool), Math.floor(y.columns / pool), (k, i, j) =>
      Math.max(...windowOf(y, k, i * pool, j * pool, pool, pool)),
    );
  }
  return Array.from({ length: x.channels }, (_, c) => x.at(c, 0, 0));
}
