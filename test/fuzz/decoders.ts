import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import { encodeNpy, type NpyNumbers } from "../../src/formats/npy.ts";
import type { Random } from "../../src/random.ts";
import { fromBytes } from "../../src/read/byte-source.ts";
import { decodeImage } from "../../src/read/decode-image.ts";
import { readNpy } from "../../src/read/npy.ts";
import { readNpz } from "../../src/read/npz.ts";
import { readZip } from "../../src/read/zip.ts";
import { readFixture, toRgba } from "../read/golden-images.ts";
import { makeZip, type ZipPart } from "../read/zip-file.ts";
import { makePng } from "./generate.ts";
import { mutate, pick, randomBytes } from "./mutate.ts";
import { must, type Reader, same } from "./reader.ts";

const oneIn = (random: Random, n: number): boolean => random.below(n) === 0;
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

const JPEGS = ["420.jpg", "grey.jpg", "422-progressive.jpg", "420-restarts.jpg", "orientation-6.jpg", "cmyk.jpg"];

/** Where the parts of a JPEG are that a damage should hit: its markers' segments, and its coded data. */
function makeJpeg(random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pick(random, seeds));
  const scan = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xda);
  // The end stays, so that the whole is not refused for that alone.
  const [from, to] = oneIn(random, 2) ? [scan, bytes.length - 2] : [4, scan];
  for (let left = 1 + random.below(oneIn(random, 4) ? 20 : 3); left > 0; left--) {
    bytes[from + random.below(to - from)] = oneIn(random, 3)
      ? pick(random, [0, 1, 127, 128, 254, 255])
      : random.below(256);
  }
  return oneIn(random, 10) ? mutate(random, bytes) : bytes;
}

const NAMES = ["a", "b/1.png", "ö.npy", "../c", "/d", "e\\f", "C:\\g", "", "h/", "i\u001b[2J", "X.npy", "y.npy"];

/** An archive of up to four entries, some of whose fields say what is not so. */
function makeArchive(random: Random, data: () => Uint8Array, names: readonly string[]): Uint8Array {
  const wild = oneIn(random, 2) ? 1000 : 15;
  const maybe = <T>(key: string, value: T): Record<string, T> => (oneIn(random, wild) ? { [key]: value } : {});
  const parts = Array.from({ length: random.below(5) }, (_, i): ZipPart => {
    return {
      name: oneIn(random, wild) ? pick(random, NAMES) : `${names[i % names.length]}`,
      data: data(),
      stored: oneIn(random, 3),
      zip64: oneIn(random, 5),
      ...maybe("flags", random.below(65536)),
      ...maybe("method", random.below(100)),
      ...maybe("size", random.below(oneIn(random, 2) ? 100 : 2 ** 32)),
      ...maybe("packedSize", random.below(200)),
      ...maybe("start", random.below(300)),
      ...maybe("crc", random.below(2 ** 32)),
      ...maybe("attributes", random.below(2 ** 32)),
      ...maybe("madeBy", 3 << 8),
      ...maybe("localName", "other"),
    };
  });
  const zip = makeZip(parts, {
    zip64: oneIn(random, 4),
    ...maybe("count", random.below(oneIn(random, 2) ? 6 : 2 ** 32)),
    ...maybe("size", random.below(400)),
    ...maybe("start", random.below(400)),
    ...maybe("comment", "a comment"),
  });
  return oneIn(random, 6) ? mutate(random, zip) : zip;
}

const DTYPES = [
  "|u1",
  "|i1",
  "|b1",
  "<u2",
  ">i2",
  "<i4",
  ">u4",
  "<i8",
  "<u8",
  "<f4",
  ">f4",
  "<f8",
  "|S3",
  "<U2",
  ">U1",
];

/** An .npy file whose header and data mostly agree. */
function makeNpy(random: Random): Uint8Array {
  const dtype = pick(random, DTYPES);
  const itemSize = Number(dtype.slice(2)) * (dtype[1] === "U" ? 4 : 1);
  const shape = Array.from({ length: random.below(4) }, () => random.below(oneIn(random, 30) ? 2 ** 31 : 5));
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const wrong = oneIn(random, 20)
    ? pick(random, ["'|O'", "[('a', '<i4')]", "'<U0'", "'<f2'", "3", "''"])
    : `'${dtype}'`;
  const text = `{'descr': ${wrong}, 'fortran_order': ${oneIn(random, 2) ? "True" : "False"}, 'shape': ${tuple}, }\n`;
  const version = oneIn(random, 30) ? random.below(256) : 1 + random.below(3);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  const count = shape.reduce((product, side) => product * side, 1);
  const bytes = Math.min(400, count * itemSize) + (oneIn(random, 30) ? 1 : 0);
  const data = oneIn(random, 2)
    ? randomBytes(random, bytes)
    : Uint8Array.from({ length: bytes }, (_, i) => (i % 4 === 0 ? 65 : 0));
  const file = Buffer.concat([latin1("\x93NUMPY"), Uint8Array.of(version, 0, ...length), latin1(text), data]);
  return oneIn(random, 8) ? mutate(random, file) : file;
}

/** The readers of pictures, archives and arrays. */
export function makeDecoders(): Reader[] {
  const jpegs = JPEGS.map(readFixture);
  const pngs = ["palette-4-alpha.png", "rgb-16-interlaced.png", "grey-2.png", "filter-4.png"].map(readFixture);
  const archives = fileURLToPath(new URL("../fixtures/archives/", import.meta.url));
  const [folder, npz, npy] = ["folder.zip", "keras.npz", "fortran-3d.npy"].map(
    (name) => new Uint8Array(readFileSync(archives + name)),
  );
  let sound: Promise<Uint8Array> | undefined;
  return [
    {
      name: "PNG pixels",
      seeds: pngs,
      make: makePng,
      async read(bytes) {
        const image = await decodeImage(bytes, "fuzz");
        const { width, height, channels, pixels } = image;
        must(pixels.length === width * height * channels, "its sizes do not agree");
        const again = new PNG({ width, height });
        again.data.set(toRgba(image));
        const { pixels: rgba } = await decodeImage(PNG.sync.write(again), "again");
        must(same(rgba, toRgba(image)), "it is another when written again");
      },
    },
    {
      name: "JPEG",
      seeds: jpegs,
      make: (random) => makeJpeg(random, jpegs),
      async read(bytes) {
        sound ??= decodeImage(jpegs[0], "sound").then(({ pixels }) => pixels);
        const expected = await sound;
        try {
          const { width, height, channels, pixels } = await decodeImage(bytes, "fuzz");
          must(pixels.length === width * height * channels, "its sizes do not agree");
          must(same((await decodeImage(bytes, "again")).pixels, pixels), "it is another when read again");
        } finally {
          must(same((await decodeImage(jpegs[0], "sound")).pixels, expected), "the next picture is another");
        }
      },
    },
    {
      name: "ZIP",
      seeds: [folder, makeZip([{ name: "a", data: latin1("wide"), zip64: true }], { zip64: true })],
      make: (random) => makeArchive(random, () => randomBytes(random, random.below(100)), ["a", "b/c", "d"]),
      async read(bytes) {
        const names = new Set<string>();
        for (const { name, size, read } of await readZip(fromBytes(bytes), "fuzz")) {
          must(!/^[/\\]|^$|(^|\/)\.\.?(\/|$)|\\|^[a-z]:/i.test(name), "a path leads out of it");
          must(!names.has(name), "a name is there twice");
          names.add(name);
          const data = await read();
          must(data.length === size, "an entry is not of its size");
        }
      },
    },
    {
      name: "NPY",
      seeds: [npy],
      make: makeNpy,
      read(bytes) {
        const { shape, data } = readNpy(bytes, "fuzz");
        must(data.length === shape.reduce((product, side) => product * side, 1), "it is not of its shape");
        if (Array.isArray(data))
          return must(
            data.every((text) => !/\p{Cs}/u.test(text)),
            "a string is no text",
          );
        if (!(data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)) return;
        const first = encodeNpy(data as NpyNumbers, shape);
        const again = readNpy(first, "again");
        must(same(first, encodeNpy(again.data as NpyNumbers, again.shape)), "it is another when written again");
      },
    },
    {
      name: "NPZ",
      seeds: [npz],
      make: (random) => makeArchive(random, () => makeNpy(random), ["X.npy", "y.npy", "z.npy"]),
      async read(bytes) {
        const arrays = await readNpz(fromBytes(bytes), "fuzz");
        for (const name of arrays.names) {
          const { shape, data } = await arrays.read(name);
          must(data.length === shape.reduce((product, side) => product * side, 1), "it is not of its shape");
        }
      },
    },
  ];
}
