import { crc32, deflateRawSync } from "node:zlib";

export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  readonly stored?: boolean;
  /** Fields of the directory's entry that are to say something else. */
  readonly flags?: number;
  readonly method?: number;
  readonly madeBy?: number;
  readonly attributes?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly start?: number;
  readonly crc?: number;
  /** The name before the data, if it is another. */
  readonly localName?: string;
  /** Puts size, packed size and start into a ZIP64 field. */
  readonly zip64?: boolean;
}

/** What the end of the archive is to say that is not so. */
export interface ZipEnd {
  readonly count?: number;
  readonly size?: number;
  readonly start?: number;
  readonly disk?: number;
  readonly comment?: string;
  readonly zip64?: boolean;
}

function fields(...values: readonly (readonly [value: number, bytes: 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

/** A ZIP archive (PKWARE's APPNOTE), right unless told otherwise. */
export function makeZip(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const name = typeof part.name === "string" ? Buffer.from(part.name) : Buffer.from(part.name);
    const data = part.data ?? new Uint8Array();
    const packed = part.stored ? Buffer.from(data) : deflateRawSync(data, { level: 9 });
    const method = part.method ?? (part.stored ? 0 : 8);
    const flags = part.flags ?? 1 << 11;
    const crc = part.crc ?? crc32(data);
    const sizes = [part.packedSize ?? packed.length, part.size ?? data.length, part.start ?? at];
    const [packedSize, size, start] = part.zip64 ? sizes.map(() => 0xffffffff) : sizes;
    const extra = part.zip64 ? fields([1, 2], [24, 2], [sizes[1], 8], [sizes[0], 8], [sizes[2], 8]) : Buffer.alloc(0);
    const common = [
      [flags, 2],
      [method, 2],
      [0, 4],
      [crc, 4],
      [packedSize, 4],
      [size, 4],
    ] as const;
    const localName = part.localName === undefined ? name : Buffer.from(part.localName);
    files.push(fields([0x04034b50, 4], [20, 2], ...common, [localName.length, 2], [0, 2]), localName, packed);
    directory.push(
      fields([0x02014b50, 4], [part.madeBy ?? 20, 2], [20, 2], ...common, [name.length, 2], [extra.length, 2], [0, 2]),
      fields([0, 2], [0, 2], [part.attributes ?? 0, 4], [start, 4]),
      name,
      extra,
    );
    at += 30 + localName.length + packed.length;
  }
  const body = Buffer.concat(directory);
  const count = end.count ?? parts.length;
  const size = end.size ?? body.length;
  const start = end.start ?? at;
  const disk = end.disk ?? 0;
  const comment = Buffer.from(end.comment ?? "");
  const wide = end.zip64
    ? [
        fields(
          [0x06064b50, 4],
          [44, 8],
          [45, 2],
          [45, 2],
          [disk, 4],
          [disk, 4],
          [count, 8],
          [count, 8],
          [size, 8],
          [start, 8],
        ),
        fields([0x07064b50, 4], [0, 4], [at + body.length, 8], [1, 4]),
      ]
    : [];
  const [short, long] = end.zip64 ? [0xffff, 0xffffffff] : [count & 0xffff, size];
  const last = fields(
    [0x06054b50, 4],
    [end.zip64 ? 0 : disk, 2],
    [end.zip64 ? 0 : disk, 2],
    [short, 2],
    [short, 2],
    [long, 4],
  );
  const tail = [last, fields([end.zip64 ? 0xffffffff : start, 4], [comment.length, 2]), comment];
  return Buffer.concat([...files, body, ...wide, ...tail]);
}
