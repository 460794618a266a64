import { UnreadableFileError } from "../errors.ts";
import { printable } from "../message-text.ts";
import { type ByteSource, fromBlob, fromBytes } from "./byte-source.ts";
import { GUNZIP_BASE, GUNZIP_RATIO, MAX_ARRAY_BYTES } from "./limits.ts";
import { refuse } from "./unreadable.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A file of a data set, as the platform hands it in: from a disk, from a visitor's choice, or out of an archive. */
export interface DataFile extends ByteSource {
  /** Where it lies in what was chosen, "/" between the parts, its name last. Tells its class and its place in the order. */
  readonly path: string;
  /** What messages call it. */
  readonly source: string;
  /** All its bytes, piece by piece, from the first on at each call. @throws UnreadableFileError */
  chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** A file whose bytes are had as a whole, when they are first asked for. */
export function fileOfBytes(path: string, source: string, size: number, load: () => Promise<Uint8Array>): DataFile {
  return {
    path,
    source,
    size,
    read: async (start, end) => (await load()).subarray(start, end),
    async *chunks() {
      yield (await load()) as Bytes;
    },
  };
}

/** Bytes taken at a time. */
const CHUNK = 2 ** 20;

/**
 * Bytes in memory, or a file that a visitor chose, as a file of a data set.
 * @param path where it lies: its folders and its name, which tell an image's class; see `DataFile`
 */
export function dataFile(content: Uint8Array | Blob, path: string): DataFile {
  const bytes = content instanceof Uint8Array ? fromBytes(content) : fromBlob(content);
  return {
    ...bytes,
    path,
    source: printable(path),
    async *chunks() {
      for (let at = 0; at < bytes.size; at += CHUNK) {
        yield (await bytes.read(at, Math.min(bytes.size, at + CHUNK))) as Bytes;
      }
    },
  };
}

export const fileName = ({ path }: DataFile): string => path.slice(path.lastIndexOf("/") + 1);

export function concatBytes(pieces: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** At least the first `length` bytes, if there are as many, as pieces. */
async function takeStart(chunks: AsyncIterator<Bytes>, length: number): Promise<Bytes> {
  const pieces: Bytes[] = [];
  for (let taken = 0; taken < length; ) {
    const { value, done } = await chunks.next();
    if (done) break;
    pieces.push(value);
    taken += value.length;
  }
  return pieces.length === 1 ? pieces[0] : concatBytes(pieces);
}

function streamOf(start: Bytes, rest: AsyncIterator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(start),
    async pull(controller) {
      const { value, done } = await rest.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

async function* gunzip(packed: ReadableStream<Bytes>, limit: number, source: string): AsyncGenerator<Bytes, void> {
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  const read = async () => {
    try {
      return await reader.read();
    } catch (error) {
      if (error instanceof UnreadableFileError) throw error;
      return refuse(source, "expected whole gzip data, got a file cut short or damaged.", error);
    }
  };
  let length = 0;
  try {
    for (let { value, done } = await read(); !done && value; { value, done } = await read()) {
      length += value.length;
      if (length > limit) {
        refuse(source, `expected gzip data of at most ${limit} bytes unpacked, got more; unpack the file first.`);
      }
      yield value as Bytes;
    }
  } finally {
    // Ends the unpacking of the rest, where nobody wants it.
    await reader.cancel().catch(() => {});
  }
}

/**
 * A file's bytes, piece by piece, unpacked if the first two are gzip's.
 * @throws UnreadableFileError as `chunks`, or if the gzip data is damaged or unpacks to too much (see GUNZIP_RATIO)
 */
export async function* unpackedChunks(file: DataFile): AsyncGenerator<Bytes, void> {
  const chunks = file.chunks()[Symbol.asyncIterator]();
  try {
    const start = await takeStart(chunks, 2);
    if (start[0] === 0x1f && start[1] === 0x8b) {
      yield* gunzip(streamOf(start, chunks), GUNZIP_BASE + GUNZIP_RATIO * file.size, file.source);
      return;
    }
    if (start.length > 0) yield start;
    for (let { value, done } = await chunks.next(); !done; { value, done } = await chunks.next()) yield value;
  } finally {
    await chunks.return?.();
  }
}

/** The first bytes of a file, unpacked if it is gzipped; fewer where the file is shorter. Throws as `unpackedChunks`. */
export async function readStart(file: DataFile, length: number): Promise<Uint8Array> {
  const start = await file.read(0, Math.min(length, file.size));
  if (start[0] !== 0x1f || start[1] !== 0x8b) return start;
  const chunks = unpackedChunks(file);
  try {
    return (await takeStart(chunks, length)).subarray(0, length);
  } finally {
    await chunks.return();
  }
}

async function collect(chunks: AsyncIterable<Bytes>, limit: number, source: string): Promise<Bytes> {
  const pieces: Bytes[] = [];
  let length = 0;
  for await (const piece of chunks) {
    length += piece.length;
    if (length > limit) refuse(source, `expected at most ${limit} bytes, got more.`);
    pieces.push(piece);
  }
  return pieces.length === 1 ? pieces[0] : concatBytes(pieces);
}

/**
 * A whole file as it is. Never unpacked: the first bytes of a safetensors file can be gzip's by chance.
 * @param limit the most bytes to take. Default: 1 GiB
 * @throws UnreadableFileError as `chunks`, or for more bytes than `limit`
 */
export const readWhole = (file: DataFile, limit = MAX_ARRAY_BYTES): Promise<Bytes> =>
  collect(file.chunks(), limit, file.source);

/** As `readWhole`, but unpacked if the file is gzipped; throws as `unpackedChunks` too. */
export const readUnpacked = (file: DataFile, limit = MAX_ARRAY_BYTES): Promise<Bytes> =>
  collect(unpackedChunks(file), limit, file.source);
