// Writes test/fixtures/hostile: what readers were found to pay dearly for, or to answer wrongly. Run from the root:
// npx tsx test/fuzz/make-fixtures.ts. The second run writes the same bytes.
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { saveModel } from "../../src/formats/model.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/formats/safetensors.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { type PngSizes, pngFile, pngRows } from "./generate.ts";

const folder = new URL("../fixtures/hostile/", import.meta.url);
mkdirSync(folder, { recursive: true });
const write = (name: string, bytes: Uint8Array): void => writeFileSync(new URL(name, folder), bytes);

const input = { height: 28, width: 28, channels: 1 };
const modelOf = (architecture: unknown): Uint8Array =>
  encodeSafetensors(new Map(), {
    architecture: typeof architecture === "string" ? architecture : JSON.stringify(architecture),
  });
const dense = (...units: number[]) => ({ input, layers: units.map((count) => ({ type: "dense", units: count })) });
write("units-without-weights.model", modelOf(dense(3000, 65536)));
write("units-beyond-memory.model", modelOf(dense(65536, 65536)));
write("layers-by-the-thousand.model", modelOf(dense(...Array<number>(3000).fill(1))));
write(
  "layer-nested-deeply.model",
  modelOf(`{"input":${JSON.stringify(input)},"layers":[${"[".repeat(40000)}${"]".repeat(40000)}]}`),
);
write(
  "filters-without-a-text.model",
  modelOf({ input, layers: [{ type: "conv", filters: { toString: 1 }, kernelSize: 3 }] }),
);
write("type-that-clears-the-screen.model", modelOf({ input, layers: [{ type: "\u001b[2J\u009b31m\n".repeat(4000) }] }));
write("stride-nobody-reads.model", modelOf({ input, layers: [{ type: "dense", units: 2, stride: 2 }] }));
write("architecture-that-is-no-json.model", modelOf('{"input":\n\u001b[2J'));

const small = await createNetwork({
  architecture: { input: { height: 2, width: 2, channels: 1 }, layers: [{ type: "dense", units: 2 }] },
  backend: "js",
});
const { tensors, metadata } = decodeSafetensors(saveModel(small), "small");
write("format-of-another-version.model", encodeSafetensors(tensors, { ...metadata, format: "siamese-simd model 99" }));
write(
  "threshold-that-clears-the-screen.model",
  encodeSafetensors(tensors, { ...metadata, threshold: "\u001b[2J\n".repeat(4000) }),
);
const sides: Tensor = { shape: Array<number>(20000).fill(0), data: new Float32Array(0) };
write("shape-of-20000-sides.model", encodeSafetensors(new Map([...tensors, ["lin1.weight", sides]]), metadata));

const picture = (sizes: PngSizes): Uint8Array =>
  pngFile(sizes, new Uint8Array(pngRows(sizes).reduce((sum, length) => sum + length, 0)));
for (const [name, width] of [
  ["side-of-1024", 1024],
  ["side-of-2048", 2048],
] as const) {
  const sizes = { width, height: width, colour: 6, depth: 16 };
  write(`${name}-16-bit.png`, picture({ ...sizes, interlace: 0 }));
  write(`${name}-16-bit-interlaced.png`, picture({ ...sizes, interlace: 1 }));
}
write("labels-by-the-ten-thousand.csv", Buffer.from("1\n".repeat(50_000)));
write("byte-order-mark-alone.csv", Buffer.from("\ufeff"));
write("label-that-colours-the-screen.csv", Buffer.from('1\n"\u009b31m"\n'));
write("zeros.csv.gz", gzipSync(Buffer.alloc(1e8)));
// A comment in gzip's header makes the file as long as the limit of what it may unpack to asks for.
const packed = gzipSync(Buffer.from("1\n".repeat(560_000)));
const comment = Buffer.alloc(98_000, "x").fill(0, 97_999);
const header = Uint8Array.of(0x1f, 0x8b, 8, 16, 0, 0, 0, 0, 0, 3);
write("labels-by-the-hundred-thousand.csv.gz", Buffer.concat([header, comment, packed.subarray(10)]));
