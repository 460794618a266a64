/** Pixel values before their range is known. Bytes as long as all are, else 32-bit floats. */
export class ValueList {
  #values: Uint8Array | Float32Array;
  #least = Infinity;
  #most = -Infinity;
  length = 0;

  /** @param room values that are expected; more may come */
  constructor(room = 2 ** 16) {
    this.#values = new Uint8Array(room);
  }

  add(value: number): void {
    if (value < this.#least) this.#least = value;
    if (value > this.#most) this.#most = value;
    if (this.#values.BYTES_PER_ELEMENT === 1 && (value & 255) !== value) this.#values = Float32Array.from(this.#values);
    if (this.length === this.#values.length) {
      const values =
        this.#values instanceof Uint8Array ? new Uint8Array(2 * this.length) : new Float32Array(2 * this.length);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.length++] = value;
  }

  get least(): number {
    return this.#least;
  }

  get most(): number {
    return this.#most;
  }

  get byteLength(): number {
    return this.length * this.#values.BYTES_PER_ELEMENT;
  }

  /** The values added so far: a view. */
  get values(): Uint8Array | Float32Array {
    return this.#values.subarray(0, this.length);
  }
}
