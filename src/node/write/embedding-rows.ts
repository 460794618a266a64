import type { SchemaElement } from "hyparquet-writer";
import { npyBytes, npyHeader } from "../../formats/npy.ts";
import { writeDurably } from "./durable-write.ts";
import { GrowingFile } from "./growing-file.ts";

/** What the embeddings of a file have in common. */
export interface EmbeddingSource {
  readonly dimension: number;
  /** sha256 of the network's weights. */
  readonly fingerprint: string;
}

/** Takes the names and the embeddings of images, some at a time. */
export interface EmbeddingRows {
  /** @param embeddings (names, dimension) */
  add(names: readonly string[], embeddings: Float32Array): Promise<void>;
  /** @returns the paths of the files that there are now */
  finish(): Promise<string[]>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const csvField = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The first line of a CSV file of embeddings. */
export const csvHeader = (dimension: number): string =>
  `${["image", ...Array.from({ length: dimension }, (_, i) => `e${i}`)].join()}\n`;

/** A line of a CSV file: RFC 4180, but for the line feed. */
export const csvRow = (name: string, embedding: Float32Array): string => `${[csvField(name), ...embedding].join()}\n`;

/** An image as JSON. */
export const jsonRow = (image: string, embedding: Float32Array): string =>
  JSON.stringify({ image, embedding: [...embedding] });

/** Rows as lines of text. */
async function textRows(
  path: string,
  { dimension }: EmbeddingSource,
  header: string,
  row: (name: string, embedding: Float32Array) => string,
): Promise<EmbeddingRows> {
  const file = await GrowingFile.create(path);
  await file.append(encode(header));
  return {
    async add(names, embeddings) {
      const lines = names.map((name, i) => row(name, embeddings.subarray(i * dimension, (i + 1) * dimension)));
      await file.append(encode(lines.join("")));
    },
    async finish() {
      await file.finish();
      return [path];
    },
    discard: () => file.discard(),
  };
}

/** What stands beside an .npy file: its rows' names, and the network that made it. */
export interface NpyNames {
  readonly format: typeof NAMES_FORMAT;
  readonly fingerprint: string;
  readonly names: readonly string[];
}

export const NAMES_FORMAT = "siamese-simd names 1";

/** The path of an .npy file's names. */
export const namesPath = (path: string): string => path.replace(/(\.npy)?$/i, ".names.json");

/** Room for a shape of any number of rows. */
const NPY_HEAD = 128;

async function npyRows(path: string, { dimension, fingerprint }: EmbeddingSource): Promise<EmbeddingRows> {
  const file = await GrowingFile.create(path);
  await file.append(npyHeader("<f4", [0, dimension], NPY_HEAD));
  const names: string[] = [];
  return {
    async add(added, embeddings) {
      for (const name of added) names.push(name);
      await file.append(npyBytes(embeddings));
    },
    async finish() {
      const beside: NpyNames = { format: NAMES_FORMAT, fingerprint, names };
      await writeDurably(namesPath(path), encode(`${JSON.stringify(beside)}\n`));
      await file.finish(npyHeader("<f4", [names.length, dimension], NPY_HEAD));
      return [path, namesPath(path)];
    },
    discard: () => file.discard(),
  };
}

/** A string and a list of 32-bit floats. */
const PARQUET_SCHEMA: SchemaElement[] = [
  { name: "root", num_children: 2 },
  { name: "image", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  { name: "embedding", repetition_type: "REQUIRED", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
];

const PARQUET_GROUP = 10_000;

async function parquetRows(path: string, { dimension, fingerprint }: EmbeddingSource): Promise<EmbeddingRows> {
  // Loaded here: other commands start without it.
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const file = await GrowingFile.create(path);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: PARQUET_SCHEMA,
    createdBy: "siamese-simd",
    kvMetadata: [{ key: "fingerprint", value: fingerprint }],
  });
  let [images, lists]: [string[], Float32Array[]] = [[], []];
  /** Moves what the writer has made to the file; its offset, by which parts find each other, counts on. */
  const take = async () => {
    await file.append(new Uint8Array(bytes.buffer.slice(0, bytes.index)));
    bytes.index = 0;
  };
  const writeGroup = async () => {
    if (images.length === 0) return;
    const columnData = [
      { name: "image", data: images },
      { name: "embedding", data: lists.map((list) => [...list]) },
    ];
    await writer.write({ columnData, rowGroupSize: images.length });
    [images, lists] = [[], []];
    await take();
  };
  return {
    async add(names, embeddings) {
      for (const [i, name] of names.entries()) {
        images.push(name);
        lists.push(embeddings.subarray(i * dimension, (i + 1) * dimension));
      }
      if (images.length >= PARQUET_GROUP) await writeGroup();
    },
    async finish() {
      await writeGroup();
      await writer.finish();
      await take();
      await file.finish();
      return [path];
    },
    discard: () => file.discard(),
  };
}

const makers: Readonly<Record<string, (path: string, source: EmbeddingSource) => Promise<EmbeddingRows>>> = {
  ".csv": (path, source) => textRows(path, source, csvHeader(source.dimension), csvRow),
  ".jsonl": (path, source) => textRows(path, source, "", (name, embedding) => `${jsonRow(name, embedding)}\n`),
  ".npy": npyRows,
  ".parquet": parquetRows,
};

/** The ends of names that a file of embeddings may have. */
export const EMBEDDING_FILES: readonly string[] = Object.keys(makers);

const endOf = (path: string): string => /\.[a-z]+$/i.exec(path)?.[0].toLowerCase() ?? "";

/** Whether a file of embeddings can have this name. */
export const isEmbeddingFile = (path: string): boolean => Object.hasOwn(makers, endOf(path));

/**
 * Begins a file of embeddings, of the kind that its name ends in: CSV (image, e0, e1, ...), JSON lines or Parquet (image,
 * embedding), or .npy, (N, dimension), whose names stand in a .names.json beside it.
 * @throws OutputError if it cannot be written; RangeError for another ending
 */
export async function createEmbeddingRows(path: string, source: EmbeddingSource): Promise<EmbeddingRows> {
  if (!isEmbeddingFile(path)) throw new RangeError(`--out: expected a name ending in ${EMBEDDING_FILES.join(", ")}.`);
  return makers[endOf(path)](path, source);
}
