import { HuffmanCode } from "./huffman.ts";

const WINDOW = 2 ** 15;
const PIECE = 2 ** 16;
const MAX_MATCH = 258;
const END_OF_BLOCK = 256;

// RFC 1951, 3.2.5: what a code of a length or distance stands for, and how many bits that follow are added to it.
const LENGTH_BITS = Uint8Array.from({ length: 29 }, (_, i) => (i < 8 || i === 28 ? 0 : (i >> 2) - 1));
const LENGTHS = Uint16Array.from(LENGTH_BITS, (bits, i) =>
  i < 8 ? i + 3 : i === 28 ? MAX_MATCH : ((4 + (i & 3)) << bits) + 3,
);
const DISTANCE_BITS = Uint8Array.from({ length: 30 }, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
const DISTANCES = Uint16Array.from(DISTANCE_BITS, (bits, i) => (i < 4 ? i + 1 : ((2 + (i & 1)) << bits) + 1));
/** 3.2.7: the order in which a block gives the lengths of the code for lengths. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const fixedLength = (symbol: number): number => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
const FIXED_LENGTHS = new HuffmanCode(Uint8Array.from({ length: 288 }, (_, symbol) => fixedLength(symbol)));
const FIXED_DISTANCES = new HuffmanCode(new Uint8Array(32).fill(5));

/** "whole", or why not: the data end early, hold more than they may, or are no deflate. */
export type InflateStatus = "whole" | "cut" | "more" | "damaged";

/** Of all, one after the other: to allocate it takes a tenth of the time that a small image does. */
const memory = new Uint8Array(WINDOW + PIECE + MAX_MATCH + 1);

/** What stops the unpacking, or undefined to go on. */
type Stop = InflateStatus | undefined;

class Inflator {
  readonly #packed: Uint8Array;
  readonly #most: number;
  readonly #onData: (bytes: Uint8Array) => void;
  /** Bytes handed on. */
  #total = 0;
  /** The window, and behind it what is not handed on yet. */
  readonly #buffer: Uint8Array;
  #handed = 0;
  #filled = 0;
  /** The next byte of the data. Behind their end there are zeros. */
  #at = 0;
  /** Bits taken from the data, the first one lowest, and how many there are. */
  #hold = 0;
  #held = 0;

  constructor(packed: Uint8Array, most: number, onData: (bytes: Uint8Array) => void) {
    this.#packed = packed;
    this.#most = most;
    this.#onData = onData;
    this.#buffer = memory.subarray(0, Math.min(most, WINDOW + PIECE) + MAX_MATCH + 1);
  }

  run(): { status: InflateStatus; length: number; packedLength: number } {
    let stop: Stop;
    for (let isLast = false; !isLast && !stop; ) {
      isLast = this.#bits(1) === 1;
      const type = this.#bits(2);
      if (type === 0) stop = this.#stored();
      else if (type === 1) stop = this.#coded(FIXED_LENGTHS, FIXED_DISTANCES);
      else stop = type === 2 ? this.#dynamic() : "damaged";
    }
    // Zeros behind the end can look like damage.
    if (stop === "damaged" && this.#isPastEnd) stop = "cut";
    const status = stop ?? this.#handOn() ?? "whole";
    return { status, length: this.#total, packedLength: this.#at - (this.#held >> 3) };
  }

  /** Takes bits until there are 25 at least. */
  #fill(): void {
    while (this.#held <= 24) {
      if (this.#at < this.#packed.length) this.#hold |= this.#packed[this.#at] << this.#held;
      this.#at++;
      this.#held += 8;
    }
  }

  /** The next bits as a number; 16 at most. */
  #bits(count: number): number {
    if (this.#held < count) this.#fill();
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#held -= count;
    return value;
  }

  /** The next symbol, or -1 for bits that are no code. */
  #symbol(code: HuffmanCode): number {
    if (this.#held < 15) this.#fill();
    const entry = code.lookup(this.#hold);
    if (entry === 0) return -1;
    this.#hold >>>= entry & 15;
    this.#held -= entry & 15;
    return entry >> 4;
  }

  /** Whether more bits were used than there are. */
  get #isPastEnd(): boolean {
    return this.#at - (this.#held >> 3) > this.#packed.length;
  }

  /** Hands on what is new, and keeps the window. */
  #handOn(): Stop {
    const bytes = this.#buffer.subarray(this.#handed, this.#filled);
    if (this.#total + bytes.length > this.#most) return "more";
    this.#total += bytes.length;
    this.#onData(bytes);
    if (this.#filled > WINDOW) {
      this.#buffer.copyWithin(0, this.#filled - WINDOW, this.#filled);
      this.#filled = WINDOW;
    }
    this.#handed = this.#filled;
    return undefined;
  }

  /** Hands on once there is no room for a longest match. */
  #makeRoom(): Stop {
    return this.#filled >= this.#buffer.length - MAX_MATCH ? this.#handOn() : undefined;
  }

  #stored(): Stop {
    // To the next whole byte, and back by those that were taken too early.
    this.#at -= this.#held >> 3;
    this.#hold = 0;
    this.#held = 0;
    const { length } = this.#packed;
    if (this.#at + 4 > length) return "cut";
    const [a, b, c, d] = this.#packed.subarray(this.#at, this.#at + 4);
    if (((a | (b << 8)) ^ (c | (d << 8))) !== 0xffff) return "damaged";
    this.#at += 4;
    for (let left = a | (b << 8); left > 0; ) {
      const taken = Math.min(left, MAX_MATCH, length - this.#at);
      if (taken <= 0) return "cut";
      this.#buffer.set(this.#packed.subarray(this.#at, this.#at + taken), this.#filled);
      this.#at += taken;
      this.#filled += taken;
      left -= taken;
      const stop = this.#makeRoom();
      if (stop) return stop;
    }
    return undefined;
  }

  /** A block that begins with its own codes (3.2.7). As strict about them as zlib. */
  #dynamic(): Stop {
    const lengthCount = 257 + this.#bits(5);
    const distanceCount = 1 + this.#bits(5);
    const given = 4 + this.#bits(4);
    if (lengthCount > 286 || distanceCount > 30) return "damaged";
    const ofLengths = new Uint8Array(LENGTH_ORDER.length);
    for (let i = 0; i < given; i++) ofLengths[LENGTH_ORDER[i]] = this.#bits(3);
    const code = new HuffmanCode(ofLengths);
    if (code.unused !== 0) return "damaged";
    const lengths = new Uint8Array(lengthCount + distanceCount);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      const times = symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
      if (i + times > lengths.length || (symbol === 16 && i === 0)) return "damaged";
      if (symbol === 16) lengths.fill(lengths[i - 1], i, i + times);
      i += times;
    }
    if (this.#isPastEnd) return "cut";
    const literals = new HuffmanCode(lengths.subarray(0, lengthCount));
    const distances = new HuffmanCode(lengths.subarray(lengthCount));
    if (lengths[END_OF_BLOCK] === 0 || !literals.isSound || !distances.isSound) return "damaged";
    return this.#coded(literals, distances);
  }

  /** Bytes and matches, to the end of the block. */
  #coded(literals: HuffmanCode, distances: HuffmanCode): Stop {
    const buffer = this.#buffer;
    for (;;) {
      const symbol = this.#symbol(literals);
      if (this.#isPastEnd) return "cut";
      if (symbol === END_OF_BLOCK) return undefined;
      if (symbol >= 0 && symbol < END_OF_BLOCK) {
        buffer[this.#filled++] = symbol;
      } else {
        const kind = symbol - END_OF_BLOCK - 1;
        if (kind < 0 || kind >= LENGTHS.length) return "damaged";
        const length = LENGTHS[kind] + this.#bits(LENGTH_BITS[kind]);
        const far = this.#symbol(distances);
        if (far < 0 || far >= DISTANCES.length) return "damaged";
        const distance = DISTANCES[far] + this.#bits(DISTANCE_BITS[far]);
        if (this.#isPastEnd) return "cut";
        if (distance > this.#filled) return "damaged";
        // One byte after the other: a match may overlap itself.
        const end = this.#filled + length;
        for (let i = this.#filled; i < end; i++) buffer[i] = buffer[i - distance];
        this.#filled = end;
      }
      const stop = this.#makeRoom();
      if (stop) return stop;
    }
  }
}

/**
 * Unpacks raw deflate (RFC 1951), and stops within 64 KiB once there are more than `most` bytes. Strict as zlib is:
 * both refuse the same data.
 *
 * @param onData takes the unpacked bytes in order, `most` in all at most; they are good until it returns
 * @returns how it ended, how many bytes were handed on, and how many of the packed ones were used
 */
export function inflate(
  packed: Uint8Array,
  most: number,
  onData: (bytes: Uint8Array) => void,
): { status: InflateStatus; length: number; packedLength: number } {
  return new Inflator(packed, most, onData).run();
}
