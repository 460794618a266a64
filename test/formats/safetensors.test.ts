import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/formats/safetensors.ts";
import { Random } from "../../src/random.ts";

/** A file from a header's text and its data, byte by byte as the specification says. */
function file(header: string, data: number[] | Uint8Array = []): Uint8Array {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.from(data)]);
}
const one = (rest: string, data: number[] = [0, 0, 128, 63]) => file(`{"w":${rest}}`, data);
const headerOf = (bytes: Uint8Array) => {
  const length = Number(Buffer.from(bytes).readBigUInt64LE());
  return { length, text: Buffer.from(bytes.subarray(8, 8 + length)).toString(), data: bytes.subarray(8 + length) };
};

const refused: [string, Uint8Array, string][] = [
  ["nothing", new Uint8Array(0), "got only 0 bytes"],
  ["seven bytes", new Uint8Array(7), "got only 7 bytes"],
  ["a header longer than the file", Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d), "cut short"],
  ["a header of 2^63 bytes", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128), "at most 1048576 bytes"],
  ["a header of 2^32 + 2 bytes", Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 0, 0x7b, 0x7d), "at most 1048576 bytes"],
  ["an empty header", file(""), "not valid JSON"],
  ["half a header", file('{"w":'), "not valid JSON"],
  ["bytes that are not UTF-8", Buffer.concat([file('{"w'), Uint8Array.of(0xff)]), "not valid JSON"],
  ["a byte order mark", file("\ufeff{}"), "not valid JSON"],
  ["a list", file("[]"), "a JSON object"],
  ["null", file("null"), "a JSON object"],
  ["a deep nest", file(`{"w":${"[".repeat(50)}${"]".repeat(50)}}`), "nested too deeply"],
  ["a tensor twice", file('{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"w":{}}'), '"w" twice'],
  ["a tensor twice, escaped", file('{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0077" :{}}'), '"w" twice'],
  ["a field twice", one('{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}'), '"shape" twice'],
  ["metadata keys twice", file('{"__metadata__":{"a":"1","a":"2"}}'), '"a" twice'],
  ["__proto__ twice", file('{"__metadata__":{"__proto__":"1","__proto__":"2"}}'), '"__proto__" twice'],
  ["a number as metadata", file('{"__metadata__":{"step":3}}'), '"step" to be a string, got number'],
  ["metadata that is no object", file('{"__metadata__":["a"]}'), "object of strings"],
  ["no fields", one("{}"), "expected a dtype"],
  ["a tensor that is null", one("null"), "expected an object"],
  ["an unknown dtype", one('{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}'), 'got "BF16"'],
  ["a dtype from the prototype", one('{"dtype":"toString","shape":[1],"data_offsets":[0,4]}'), "expected a dtype"],
  ["no shape", one('{"dtype":"F32","data_offsets":[0,4]}'), "expected a shape"],
  ["half a size", one('{"dtype":"F32","shape":[0.5,2],"data_offsets":[0,4]}'), "expected a shape"],
  ["negative sizes", one('{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}'), "expected a shape"],
  ["a size as text", one('{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}'), "expected a shape"],
  [
    "a product of 2^64",
    one('{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}'),
    "expected a shape",
  ],
  ["a product of 2^64 times 0", one('{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}'), "shape"],
  ["one offset", one('{"dtype":"F32","shape":[1],"data_offsets":[4]}'), "two integers"],
  ["half an offset", one('{"dtype":"F32","shape":[1],"data_offsets":[0.5,4.5]}'), "two integers"],
  ["a negative offset", one('{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}'), "got -4 to 0"],
  ["offsets the wrong way round", one('{"dtype":"F32","shape":[1],"data_offsets":[4,0]}'), "got 4 to 0"],
  ["offsets behind the end", one('{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'), "4 bytes of data, got 0 to 8"],
  ["too few bytes", one('{"dtype":"F32","shape":[2],"data_offsets":[0,4]}'), "expected 8 bytes for its 2 values"],
  ["too many bytes", one('{"dtype":"U8","shape":[3],"data_offsets":[0,4]}'), "expected 3 bytes for its 3 values"],
  ["a start behind 0", one('{"dtype":"U8","shape":[3],"data_offsets":[1,4]}'), "leaves 1 bytes unused"],
  ["bytes behind the last tensor", one('{"dtype":"U8","shape":[3],"data_offsets":[0,3]}'), "expected 3 bytes of data"],
  ["data without tensors", file("{}", [1]), "expected 0 bytes of data"],
  ["NaN", one('{"dtype":"F32","shape":[1],"data_offsets":[0,4]}', [0, 0, 192, 127]), '"w" has NaN at index 0'],
  [
    "infinity in the second value",
    one('{"dtype":"F64","shape":[2],"data_offsets":[0,16]}', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0xff]),
    '"w" has -Infinity at index 1',
  ],
  [
    "an overlap",
    file(
      '{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
      [1, 2, 3, 4],
    ),
    '"b" begins at byte 2 of the data and overlaps',
  ],
  [
    "a hole",
    file(
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
      [1, 2, 3, 4],
    ),
    "leaves 1 bytes unused",
  ],
];

describe("decodeSafetensors", () => {
  it("reads bytes made by hand, unaligned and in any order of the header", () => {
    const bytes = file(
      '{"b":{"dtype":"F32","shape":[2],"data_offsets":[3,11]},"a":{"dtype":"U8","shape":[3,1],"data_offsets":[0,3]},' +
        '"s":{"dtype":"I32","shape":[],"data_offsets":[11,15]},"u":{"dtype":"U32","shape":[1],"data_offsets":[15,19]},' +
        '"d":{"dtype":"F64","shape":[1,1],"data_offsets":[19,27]},"none":{"dtype":"F64","shape":[0,7],"data_offsets":[3,3]}}  ',
      [
        7, 0, 255, 0, 0, 128, 63, 0, 0, 0, 192, 254, 255, 255, 255, 0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0xe0,
        0x3f,
      ],
    );
    const { tensors, metadata } = decodeSafetensors(bytes, "hand");
    expect([...tensors]).toEqual([
      ["a", { shape: [3, 1], data: Uint8Array.of(7, 0, 255) }],
      ["none", { shape: [0, 7], data: new Float64Array(0) }],
      ["b", { shape: [2], data: Float32Array.of(1, -2) }],
      ["s", { shape: [], data: Int32Array.of(-2) }],
      ["u", { shape: [1], data: Uint32Array.of(0xfffffffe) }],
      ["d", { shape: [1, 1], data: Float64Array.of(0.5) }],
    ]);
    expect(Object.keys(metadata)).toEqual([]);
  });

  it.each(refused)("refuses %s", (_, bytes, message) => {
    let error: unknown;
    try {
      decodeSafetensors(bytes, "bad.safetensors");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UnreadableFileError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).toMatch(/^bad\.safetensors: [^\n]{10,300}$/);
  });

  it("keeps a hostile tensor name to one short line", () => {
    const name = JSON.stringify(`a\nb${"x".repeat(50_000)}`);
    expect(() => decodeSafetensors(file(`{${name}:3}`), "f")).toThrow(
      /^f: tensor "a\\nb.{0,60}\.\.\.": expected[^\n]*$/,
    );
  });

  it("reads every tensor of a file that PyTorch's weights were put in by another program", () => {
    const bytes = readFileSync(new URL("../fixtures/pytorch/final.safetensors", import.meta.url));
    const { tensors } = decodeSafetensors(bytes, "final.safetensors");
    expect([...tensors.keys()].slice(0, 3)).toEqual(["conv1.weight", "conv1.bias", "conv2.weight"]);
    expect([...tensors.values()].reduce((sum, { data }) => sum + data.length, 0)).toBe(12_938);
    expect(tensors.get("lin3.bias")?.data.at(-1)).toBe(bytes.readFloatLE(bytes.length - 4));
  });

  it("copies: neither the file's bytes nor other tensors change with a tensor", () => {
    const bytes = encodeSafetensors(new Map([["w", { shape: [2], data: Float32Array.of(1, 2) }]]));
    const before = bytes.slice();
    const { data } = decodeSafetensors(bytes, "w").tensors.get("w") as Tensor;
    data.fill(9);
    expect(bytes).toEqual(before);
    expect(data.buffer.byteLength).toBe(8);
  });

  it("takes little time for 100 kB of hostile header", () => {
    const hostile = [
      "[".repeat(100_000),
      '{"a":'.repeat(20_000),
      `{${Array.from({ length: 9_000 }, (_, i) => `"${i}":[]`).join()}}`,
      `{"a":"${"\\\\".repeat(50_000)}"}`,
      `{"a":{"dtype":"U8","shape":[${"0,".repeat(49_000)}0],"data_offsets":[0,0]}}`,
    ];
    for (const header of hostile) {
      const begin = process.cpuUsage();
      try {
        decodeSafetensors(file(header), "hostile");
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFileError);
      }
      expect(process.cpuUsage(begin).user / 1000).toBeLessThan(200);
    }
  });

  it("either reads a damaged file or refuses it as unreadable", () => {
    const whole = encodeSafetensors(
      new Map<string, Tensor>([
        ["conv1.weight", { shape: [2, 1, 3], data: Float32Array.from({ length: 6 }, (_, i) => i / 7) }],
        ["random", { shape: [4], data: Uint32Array.of(1, 2, 3, 0xffffffff) }],
        ["empty", { shape: [0], data: new Float64Array(0) }],
      ]),
      { format: "test 1", note: 'a "quoted" \\ word' },
    );
    const random = Random.fromSeed(5);
    const below = (n: number) => random.nextUint32() % n;
    const ascii = Buffer.from('0123456789-.eE"\\{}[]:,_ \n');
    let read = 0;
    for (let round = 0; round < 6_000; round++) {
      let bytes = whole.slice();
      for (let edits = 1 + below(3); edits > 0 && bytes.length > 0; edits--) {
        const at = below(bytes.length);
        const kind = below(4);
        if (kind === 0) bytes[at] ^= 1 << below(8);
        else if (kind === 1) bytes[at] = ascii[below(ascii.length)];
        else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(9))]);
        else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(bytes.length))]);
      }
      try {
        for (const { shape, data } of decodeSafetensors(bytes, "damaged").tensors.values()) {
          expect(shape.reduce((a, b) => a * b, 1)).toBe(data.length);
          expect(data.every(Number.isFinite)).toBe(true);
        }
        read++;
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error;
        expect(error.message).not.toContain("\n");
      }
    }
    expect(read).toBeGreaterThan(300);
    expect(read).toBeLessThan(5_700);
  });
});

describe("encodeSafetensors", () => {
  it("writes the file that the specification shows", () => {
    const bytes = encodeSafetensors(
      new Map<string, Tensor>([
        ["b", { shape: [1, 2], data: Float32Array.of(1, -2) }],
        ["a", { shape: [3], data: Uint8Array.of(1, 2, 3) }],
      ]),
      { by: "me" },
    );
    const { length, text, data } = headerOf(bytes);
    const json =
      '{"__metadata__":{"by":"me"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"a":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}';
    expect(text).toBe(json.padEnd(length, " "));
    expect(length % 8).toBe(0);
    expect(length - json.length).toBeLessThan(8);
    expect([...data]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 1, 2, 3]);
  });

  it("pads no header that fits, and writes none for no metadata", () => {
    const { length, text } = headerOf(encodeSafetensors(new Map()));
    expect([length, text]).toEqual([8, "{}      "]);
  });

  it("gives back names, shapes, order and bits", () => {
    const data = fc.oneof(
      fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 20 }),
      fc.float64Array({ noNaN: true, noDefaultInfinity: true, maxLength: 20 }),
      fc.uint32Array({ maxLength: 20 }),
      fc.int32Array({ maxLength: 20 }),
      fc.uint8Array({ maxLength: 20 }),
    );
    const name = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("__proto__", "constructor", "0", "7", "toString", "\ud800", '"\\'),
    );
    const entries = fc.uniqueArray(fc.tuple(name, data), { selector: ([key]) => key, maxLength: 6 });
    const metadata = fc.uniqueArray(fc.tuple(name, fc.string({ unit: "binary" })), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, metadata, (pairs, strings) => {
        const tensors = new Map<string, Tensor>(pairs.map(([key, data]) => [key, { shape: [1, data.length], data }]));
        const bytes = encodeSafetensors(tensors, Object.fromEntries(strings));
        const back = decodeSafetensors(bytes, "back");
        expect(new Map(Object.entries(back.metadata))).toEqual(new Map(strings));
        expect(new Map(back.tensors)).toEqual(tensors);
        const raw = pairs.map(([, { buffer, byteOffset, byteLength }]) => Buffer.from(buffer, byteOffset, byteLength));
        expect(Buffer.compare(headerOf(bytes).data, Buffer.concat(raw))).toBe(0);
        const filled = (map: Map<string, Tensor>) => [...map].filter(([, t]) => t.data.length > 0).map(([key]) => key);
        expect(filled(back.tensors)).toEqual(filled(tensors));
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it("makes one fingerprint of one data section, whatever the metadata", () => {
    const tensors = new Map<string, Tensor>([["w", { shape: [2], data: Float32Array.of(0.5, -0) }]]);
    const hash = (bytes: Uint8Array) => createHash("sha256").update(headerOf(bytes).data).digest("hex");
    const bare = hash(encodeSafetensors(tensors));
    expect(hash(encodeSafetensors(tensors, { step: "12" }))).toBe(bare);
    expect(bare).toBe(
      createHash("sha256")
        .update(Uint8Array.of(0, 0, 0, 63, 0, 0, 0, 128))
        .digest("hex"),
    );
  });

  it("refuses what it could not read again", () => {
    const encode = (name: string, shape: number[], data: unknown) =>
      encodeSafetensors(new Map([[name, { shape, data: data as Float32Array }]]));
    expect(() => encode("w", [2], Float32Array.of(1))).toThrow(
      new RangeError('safetensors: "w" has shape (2) but 1 values.'),
    );
    expect(() => encode("w", [-1, -1], Float32Array.of(1))).toThrow(RangeError);
    expect(() => encode("w", [2], Float32Array.of(1, Number.NaN))).toThrow(/"w" has NaN at index 1/);
    expect(() => encode("w", [1], [1])).toThrow(TypeError);
    expect(() => encode("__metadata__", [1], Float32Array.of(1))).toThrow(RangeError);
    expect(() => encodeSafetensors(new Map(), { step: 3 as unknown as string })).toThrow(
      /"step" to be a string, got number/,
    );
    expect(() => encodeSafetensors(new Map(), { long: "x".repeat(2 ** 20) })).toThrow(
      /header of at most 1048576 bytes/,
    );
  });
});
