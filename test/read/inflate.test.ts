import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/random.ts";
import { inflate } from "../../src/read/inflate.ts";
import { mutate } from "../fuzz/mutate.ts";

function unpack(packed: Uint8Array, most: number) {
  const pieces: Uint8Array[] = [];
  const result = inflate(packed, most, (bytes) => pieces.push(bytes.slice()));
  return { ...result, bytes: Buffer.concat(pieces) };
}

const noise = (length: number, values: number, seed = 1) => {
  const random = Random.fromSeed(seed);
  return Uint8Array.from({ length }, () => random.below(values));
};

describe("inflate", () => {
  // Past the window, past a piece, and matches of every distance.
  const kinds = [
    ["nothing", new Uint8Array()],
    ["zeros", new Uint8Array(1_000_000)],
    ["noise", noise(300_000, 256)],
    ["few values", noise(300_000, 3)],
    ["a period as long as the window", Uint8Array.from(noise(32768, 256)).subarray(0, 32768)],
    ["that twice", Buffer.concat([noise(32768, 256), noise(32768, 256), noise(5, 256)])],
  ] as const;
  const { Z_FIXED, Z_HUFFMAN_ONLY, Z_DEFAULT_STRATEGY } = constants;
  it.each(kinds)("unpacks %s as zlib does, in every kind of block", (_, data) => {
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY]) {
        const packed = deflateRawSync(data, { level, strategy });
        const after = Buffer.concat([packed, Buffer.from("more")]);
        const { bytes, ...rest } = unpack(after, data.length);
        expect(rest).toEqual({ status: "whole", length: data.length, packedLength: packed.length });
        expect(Buffer.compare(bytes, data)).toBe(0);
      }
    }
  });

  it("accepts what zlib accepts, with the same bytes, and refuses the rest: 5,000 streams, most of them damaged", () => {
    let accepted = 0;
    for (let seed = 0; seed < 5000; seed++) {
      const random = Random.fromSeed(seed);
      const data = noise(random.below(2000), 1 + random.below(random.below(2) === 0 ? 256 : 4), seed);
      let packed: Uint8Array = deflateRawSync(data, { level: random.below(10), strategy: random.below(5) });
      if (random.below(4) > 0) packed = mutate(random, packed);
      let expected: Buffer | undefined;
      try {
        expected = inflateRawSync(packed, { maxOutputLength: 100_000 });
      } catch {}
      const { status, bytes } = unpack(packed, 100_000);
      expect([seed, status === "whole"]).toEqual([seed, expected !== undefined]);
      if (expected) {
        accepted++;
        expect(Buffer.compare(bytes, expected)).toBe(0);
      }
    }
    expect(accepted).toBeGreaterThan(1000);
    expect(accepted).toBeLessThan(4000);
  });

  it("stops once there is more than there may be, and hands on no more", () => {
    const { status, length } = unpack(deflateRawSync(new Uint8Array(2 ** 27)), 100_000);
    expect(status).toBe("more");
    expect(length).toBeLessThanOrEqual(100_000);
  });

  it("says of every cut of a stream that it is cut", () => {
    for (const level of [0, 9]) {
      const packed = deflateRawSync(noise(700, 5), { level });
      for (let end = 0; end < packed.length; end++) expect(unpack(packed.subarray(0, end), 700).status).toBe("cut");
    }
  });
});
