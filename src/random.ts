/** The golden-ratio increment of splitmix32. */
const GAMMA = 0x9e3779b9;

/**
 * The generator behind every draw: xoshiro128** 1.1 (Blackman and Vigna 2018), whose integers are the same on every
 * machine. Word i of its state is MurmurHash3's finaliser of `seed + (i + 1) * GAMMA` modulo 2^32 (a splitmix32).
 */
export class Random {
  readonly #s: Uint32Array;

  private constructor(state: Uint32Array) {
    this.#s = state;
  }

  /** @throws RangeError unless `seed` is an integer from 0 to 2^32 - 1 */
  static fromSeed(seed: number): Random {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new RangeError(`A seed must be an integer from 0 to 4294967295, got ${seed}.`);
    }
    const state = new Uint32Array(4);
    for (let i = 0; i < 4; i++) {
      let z = (seed + Math.imul(GAMMA, i + 1)) >>> 0;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      state[i] = z ^ (z >>> 16);
    }
    return new Random(state);
  }

  /** Goes on from a saved state. @throws RangeError unless it is four words, not all 0 */
  static fromState(state: Uint32Array): Random {
    const random = new Random(new Uint32Array(4));
    random.restore(state);
    return random;
  }

  /** A copy of the four words, to go on from later. */
  state(): Uint32Array {
    return this.#s.slice();
  }

  /** Takes over a saved state. @throws RangeError unless it is four words, not all 0 */
  restore(state: Uint32Array): void {
    if (!(state instanceof Uint32Array) || state.length !== 4 || state.every((word) => word === 0)) {
      throw new RangeError("A generator's state is four 32-bit words, not all zero.");
    }
    this.#s.set(state);
  }

  /** An integer from 0 to 2^32 - 1. */
  nextUint32(): number {
    const s = this.#s;
    const times5 = Math.imul(s[1], 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /**
   * An unbiased integer from 0 to n - 1. Draws from the last whole multiple of n on are thrown away.
   * @throws RangeError unless `n` is an integer from 1 to 2^32
   */
  below(n: number): number {
    if (!(n >= 1 && n <= 0x100000000 && n % 1 === 0)) {
      throw new RangeError(`Expected an integer from 1 to 4294967296 to draw below, got ${n}.`);
    }
    const end = 0x100000000 - (0x100000000 % n);
    let value = this.nextUint32();
    while (value >= end) value = this.nextUint32();
    return value % n;
  }

  /** A number from 0 to 1, 1 excluded, of 24 bits: exact as an f32. */
  uniform(): number {
    return (this.nextUint32() >>> 8) / 0x1000000;
  }
}
