/** Bits that the table resolves at once. Longer codes are rare, and read on bit by bit. */
const TABLE_BITS = 10;
/** The longest code of deflate. */
const MAX_BITS = 15;

/**
 * A canonical Huffman code of deflate (RFC 1951, 3.2.2), built in time that grows with its symbols alone, so that a
 * stream of many small blocks is not dear.
 */
export class HuffmanCode {
  /** Codes left unused, as a share of 2^15: 0 for a whole code, below 0 if there are more than can be. */
  readonly unused: number;
  /** Symbol x 16 + length of its code, by the next bits; 0 for a longer code, or none. */
  readonly #table: Uint16Array;
  /** How many codes there are of each length. */
  readonly #counts = new Uint16Array(MAX_BITS + 1);
  /** By length of code, then by value. */
  readonly #symbols: Uint16Array;

  /** @param lengths bits of each symbol's code, 0 to 15; 0 for none */
  constructor(lengths: Uint8Array) {
    for (const length of lengths) if (length > 0) this.#counts[length]++;
    this.#symbols = new Uint16Array(lengths.length);
    let longest = TABLE_BITS;
    while (longest > 1 && this.#counts[longest] === 0) longest--;
    this.#table = new Uint16Array(1 << longest);
    const firsts = new Uint16Array(MAX_BITS + 2);
    const places = new Uint16Array(MAX_BITS + 2);
    let unused = 2 ** MAX_BITS;
    for (let length = 1; length <= MAX_BITS; length++) {
      firsts[length + 1] = (firsts[length] + this.#counts[length]) << 1;
      places[length + 1] = places[length] + this.#counts[length];
      unused -= this.#counts[length] << (MAX_BITS - length);
    }
    this.unused = unused;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol];
      if (length === 0) continue;
      this.#symbols[places[length]++] = symbol;
      const code = firsts[length]++;
      if (length > TABLE_BITS) continue;
      // Codes are packed with their highest bit first, all other numbers with their lowest.
      let reversed = 0;
      for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
      for (let i = reversed; i < this.#table.length; i += 1 << length) this.#table[i] = (symbol << 4) | length;
    }
  }

  /** As zlib has it: whole, or a single code of one bit, or for distances no code at all. */
  get isSound(): boolean {
    const left = this.unused;
    return left === 0 || left === 2 ** MAX_BITS || (left === 2 ** (MAX_BITS - 1) && this.#counts[1] === 1);
  }

  /** Symbol x 16 + length of the code that these bits begin with, the first bit lowest; 0 if there is none. */
  lookup(bits: number): number {
    return this.#table[bits & (this.#table.length - 1)] || this.#lookupLong(bits);
  }

  #lookupLong(bits: number): number {
    let [code, first, place] = [0, 0, 0];
    for (let length = 1; length <= MAX_BITS; length++) {
      code = (code << 1) | ((bits >> (length - 1)) & 1);
      const count = this.#counts[length];
      if (code - first < count) return (this.#symbols[place + code - first] << 4) | length;
      place += count;
      first = (first + count) << 1;
    }
    return 0;
  }
}
