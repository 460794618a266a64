/** The most that 8 bits with a sign hold, the same to both sides. */
const MOST = 127;

/** A part of a model file's header, as far as it matters here. */
interface Entry {
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A model file whose weights are rounded to 8 bits: each filter, which is what makes one output, by its largest weight. */
export interface ByteWeights {
  /** The file up to its weights, as it was. */
  readonly head: Uint8Array;
  /** A step of each filter's weights, f32. Of a bias, which is a filter of one weight, that keeps all its bits but the last. */
  readonly steps: Uint8Array;
  /** Each weight in steps. */
  readonly weights: Uint8Array;
}

/** Where the weights begin in a model file: behind a length of 8 bytes and the header (safetensors). */
export const weightsAt = (file: Uint8Array): number =>
  8 + new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(0, true);

/** Where each filter's weights begin and end, in bytes behind the header. */
function filtersOf(head: Uint8Array): { from: number; to: number }[] {
  const header = JSON.parse(new TextDecoder().decode(head.subarray(8))) as Record<string, Partial<Entry>>;
  return Object.values(header).flatMap(({ shape, data_offsets }) => {
    if (!shape || !data_offsets) return [];
    const [begin, end] = data_offsets;
    const size = (end - begin) / shape[0];
    return Array.from({ length: shape[0] }, (_, i) => ({ from: begin + i * size, to: begin + (i + 1) * size }));
  });
}

/** @param file a model file, its weights f32 */
export function toByteWeights(file: Uint8Array): ByteWeights {
  const at = weightsAt(file);
  const head = file.slice(0, at);
  const view = new DataView(file.buffer, file.byteOffset + at, file.byteLength - at);
  const filters = filtersOf(head);
  const steps = new DataView(new ArrayBuffer(4 * filters.length));
  const weights = new Int8Array(view.byteLength / 4);
  for (const [i, { from, to }] of filters.entries()) {
    let most = 0;
    for (let b = from; b < to; b += 4) most = Math.max(most, Math.abs(view.getFloat32(b, true)));
    const step = Math.fround(most / MOST);
    steps.setFloat32(4 * i, step, true);
    if (step === 0) continue;
    for (let b = from; b < to; b += 4) weights[b / 4] = Math.round(view.getFloat32(b, true) / step);
  }
  return { head, steps: new Uint8Array(steps.buffer), weights: new Uint8Array(weights.buffer) };
}

/** The model file with its rounded weights. */
export function fromByteWeights({ head, steps, weights }: ByteWeights): Uint8Array {
  const file = new Uint8Array(head.length + 4 * weights.length);
  file.set(head);
  const view = new DataView(file.buffer, head.length);
  const stepView = new DataView(steps.buffer, steps.byteOffset, steps.byteLength);
  const signed = Int8Array.from(weights);
  for (const [i, { from, to }] of filtersOf(head).entries()) {
    const step = stepView.getFloat32(4 * i, true);
    for (let b = from; b < to; b += 4) view.setFloat32(b, signed[b / 4] * step, true);
  }
  return file;
}
