import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { encodeNpy } from "../../src/formats/npy.ts";
import { fromBytes } from "../../src/read/byte-source.ts";
import { readNpy } from "../../src/read/npy.ts";
import { findLabelledArrays, readNpz } from "../../src/read/npz.ts";
import { expectCheap, expectUnreadable } from "../node/temporary-folder.ts";

const folder = fileURLToPath(new URL("../fixtures/archives/", import.meta.url));
const file = (name: string) => new Uint8Array(readFileSync(folder + name));
const expected: Record<string, { shape: number[]; data: unknown[] }> = JSON.parse(
  readFileSync(`${folder}expected.json`, "utf8"),
);

/** An .npy file of version 1 from its header and data. */
function npy(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const start = Buffer.from(
    `\x93NUMPY\x01\0${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`,
    "latin1",
  );
  return new Uint8Array(Buffer.concat([start, data]));
}
const header = (descr: string, shape: string, order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe("readNpy", () => {
  it.each(Object.entries(expected))("reads %s as numpy has it", (name, { shape, data }) => {
    const array = readNpy(file(name), name);
    expect(array.shape).toEqual(shape);
    expect(Array.from<unknown>(array.data)).toEqual(
      data.map((value) => (typeof value === "boolean" ? Number(value) : value)),
    );
  });

  it("gives each dtype an array of its own kind", () => {
    const kinds = {
      "u1.npy": Uint8Array,
      "bool.npy": Uint8Array,
      "little-i4.npy": Int32Array,
      "little-i8.npy": Float64Array,
    };
    for (const [name, kind] of Object.entries(kinds)) expect(readNpy(file(name), name).data).toBeInstanceOf(kind);
  });

  const two = Uint8Array.of(1, 2);
  it.each([
    ["no bytes", new Uint8Array(), "x: expected an .npy file, got other data."],
    ["version 4", npy(header("'|u1'", "(2,)"), two).fill(4, 6, 7), "expected .npy version 1.0, 2.0 or 3.0, got 4.0."],
    ["a header cut short", npy(header("'|u1'", "(2,)")).subarray(0, 40), "got the end of the file."],
    [
      "a header of 4 GiB",
      Uint8Array.from([...Buffer.from("\x93NUMPY\x02\0", "latin1"), 255, 255, 255, 255, 0]),
      "at most 65536 bytes, got 4294967295.",
    ],
    ["too few data", npy(header("'|u1'", "(3,)"), two), "expected 3 bytes for an .npy array of (3), got 2."],
    ["too many data", npy(header("'|u1'", "(1,)"), two), "expected 1 bytes for an .npy array of (1), got 2."],
    ["a shape beyond all memory", npy(header("'<f8'", "(99999999999, 99999999999)"), two), "got 2."],
    [
      "strings without length",
      npy(header("'<U0'", "(99999999999,)")),
      `dtype of booleans, integers, float32, float64 or strings, got "'<U0'"`,
    ],
    [
      "Python objects",
      npy(header("'|O'", "(2,)"), two),
      "Python objects are not read here; save numbers with X.astype('float32'), labels as strings.",
    ],
    ["named fields", npy(header("[('a', '<i4')]", "(2,)"), two), "a table of named fields is not read here"],
    ["complex numbers", npy(header("'<c8'", "(2,)"), two), "complex numbers are not read here; save X.real."],
    ["float16", npy(header("'<f2'", "(1,)"), two), "X.astype('float32') has one."],
    [
      "a shape that is none",
      npy(header("'|u1'", "(2, -1)"), two),
      'expected an .npy shape like (2, 3), got "(2, -1)".',
    ],
    ["33 dimensions", npy(header("'|u1'", `(${Array(33).fill(1).join(", ")})`), two), "at most 32 dimensions, got 33."],
    ["a key twice", npy("{'descr': '|u1', 'descr': '|u1', }", two), "its .npy header has descr twice."],
    ["a key that is missing", npy("{'descr': '|u1', 'shape': (2,), }", two), "one is missing."],
    ["other keys", npy("{'descr': '|u1', 'x\u001b': 1, }", two), "got \"'x\\u001b': 1, \"."],
    ["a header that is no dictionary", npy("import os", two), 'expected an .npy header in braces, got "import os".'],
    ["order that is none", npy(header("'|u1'", "(2,)", "'C'"), two), "expected True or False for fortran_order"],
    [
      "integers over 2^53",
      npy(header("'<i8'", "(1,)"), new Uint8Array(8).fill(127)),
      "element 0 of an .npy array is over 2^53 in size",
    ],
    [
      "half a character",
      npy(header("'<U1'", "(1,)"), Uint8Array.of(0, 0xd8, 0, 0)),
      "is no string of Unicode characters.",
    ],
    [
      "bytes that are no UTF-8",
      npy(header("'|S2'", "(1,)"), Uint8Array.of(0xc3, 0x28)),
      "element 0 of an .npy array is no string",
    ],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readNpy(bytes, "x")).toThrow(UnreadableFileError);
    expect(() => readNpy(bytes, "x")).toThrow(message);
  });

  it("refuses a header of 64 KiB of braces at once", () =>
    expectCheap(
      async () => expect(() => readNpy(npy(`{${"(".repeat(65_000)}}`), "x")).toThrow("expected descr"),
      100,
      20,
    ));
});

describe("encodeNpy", () => {
  it.each(["little-f4.npy", "little-i4.npy", "u1.npy", "empty.npy"])(
    "writes %s as numpy does, byte for byte",
    (name) => {
      const { data, shape } = readNpy(file(name), name);
      expect(Buffer.compare(encodeNpy(data as Float32Array, shape), file(name))).toBe(0);
    },
  );

  it("writes rows, lists and scalars that are read again", () => {
    for (const shape of [[6], [3, 2], [1, 1, 6]]) {
      const data = Float32Array.of(1, -0, 1e-45, Number.NaN, Infinity, 0.1);
      const again = readNpy(encodeNpy(data, shape), "again");
      expect(again.shape).toEqual(shape);
      expect(again.data).toEqual(data);
    }
  });

  it("refuses a shape that does not fit, and other arrays", () => {
    expect(() => encodeNpy(new Float32Array(5), [2, 3])).toThrow("Expected an .npy shape of 5 elements, got (2, 3).");
    expect(() => encodeNpy(new Float32Array(6), [-2, -3])).toThrow(RangeError);
    expect(() => encodeNpy([1, 2] as never, [2])).toThrow(TypeError);
  });
});

describe("readNpz", () => {
  it("reads what scikit-learn's and Keras' data are saved as", async () => {
    const keras = await readNpz(fromBytes(file("keras.npz")), "keras.npz");
    expect(keras.names).toEqual(["x_train", "y_train", "x_test", "y_test"]);
    expect(findLabelledArrays(keras.names, "keras.npz")).toEqual({
      train: { images: "x_train", labels: "y_train" },
      heldOut: { images: "x_test", labels: "y_test" },
    });
    expect((await keras.read("x_train")).shape).toEqual([2, 8, 8]);
    expect([...(await keras.read("y_test")).data]).toEqual([2]);
    const digits = await readNpz(fromBytes(file("digits.npz")), "digits.npz");
    expect(findLabelledArrays(digits.names, "digits.npz")).toEqual({
      train: { images: "images", labels: "target" },
      heldOut: undefined,
    });
    expect((await digits.read("images")).data[127]).toBe(127);
  });

  it("finds X and y in any case, and says which names it looked for", () => {
    expect(findLabelledArrays(["y", "X"], "a").train).toEqual({ images: "X", labels: "y" });
    expect(() => findLabelledArrays(["a", "\u001b"], "a.npz")).toThrow("a.npz: expected arrays named X and y");
  });

  it("refuses an archive of other files, and names what is not there", async () => {
    await expectUnreadable(
      readNpz(fromBytes(file("folder.zip")), "x"),
      'x: expected an .npz file of .npy arrays, it has "cat/1.txt".',
    );
    const keras = await readNpz(fromBytes(file("keras.npz")), "keras.npz");
    await expect(keras.read("z")).rejects.toThrow(RangeError);
  });
});
