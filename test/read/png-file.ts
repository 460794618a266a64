import { crc32, deflateSync } from "node:zlib";

export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

export interface Header {
  width: number;
  height: number;
  depth?: number;
  colour?: number;
  interlace?: number;
}

export function header({ width, height, depth = 8, colour = 0, interlace = 0 }: Header): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colour, 0, 0, interlace], 8);
  return chunk("IHDR", data);
}

/** A PNG from its rows as they are packed: each begins with its filter, 0 for none. `before`: chunks before the pixels. */
export function png(sizes: Header, rows: Uint8Array, ...before: Uint8Array[]): Buffer {
  const end = chunk("IEND", new Uint8Array());
  return Buffer.concat([SIGNATURE, header(sizes), ...before, chunk("IDAT", deflateSync(rows)), end]);
}
