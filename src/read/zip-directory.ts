import { quote } from "../message-text.ts";
import type { ByteSource } from "./byte-source.ts";
import {
  MAX_DEFLATE_RATIO,
  MAX_ZIP_DIRECTORY_BYTES,
  MAX_ZIP_ENTRIES,
  MAX_ZIP_RATIO,
  ZIP_RATIO_BASE,
} from "./limits.ts";
import { refuse } from "./unreadable.ts";
import { decodeZipName } from "./zip-name.ts";

// Sections of PKWARE's APPNOTE 6.3.10 in brackets.
const END = 0x06054b50; // 4.3.16
const END_64 = 0x06064b50; // 4.3.14
const LOCATOR_64 = 0x07064b50; // 4.3.15
const ENTRY = 0x02014b50; // 4.3.12
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_64_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 0xffff;
/** A field of 32 bits whose value stands in the entry's ZIP64 field instead. */
const ELSEWHERE = 0xffffffff;
const ZIP64_FIELD = 1;

const STORED = 0;
export const DEFLATED = 8;
const METHODS: Readonly<Record<number, string>> = {
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  95: "xz",
  99: "AES",
};

const ENCRYPTED = 0b0010_0000_0100_0001; // 4.4.4: encrypted, strongly so, or its directory
const UTF8_NAME = 1 << 11;
const UNIX = 3; // 4.4.2.2
const FILE_KIND = 0o170000;
const LINK = 0o120000;

/** A file in the archive as its directory has it. */
export interface ZipRecord {
  /** With `/` between its folders; never absolute, never with `..`. */
  readonly name: string;
  /** As it is stored. */
  readonly nameBytes: Uint8Array;
  readonly method: number;
  readonly crc: number;
  /** Bytes, packed and unpacked. */
  readonly packedSize: number;
  readonly size: number;
  /** Where its header is, and where what comes after it begins. */
  readonly start: number;
  end: number;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** A number of 64 bits, or NaN for one over 2^53. */
function uint64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly start: number;
}

/** Reads the end of the archive, which says where its directory is. */
async function findDirectory(archive: ByteSource, source: string): Promise<Directory> {
  const tailStart = Math.max(0, archive.size - END_BYTES - MAX_COMMENT);
  const view = viewOf(await archive.read(tailStart, archive.size));
  let at = view.byteLength - END_BYTES;
  // The comment behind it reaches exactly to the end of the file.
  while (
    at >= 0 &&
    (view.getUint32(at, true) !== END || at + END_BYTES + view.getUint16(at + 20, true) !== view.byteLength)
  ) {
    at--;
  }
  if (at < 0) refuse(source, "expected a whole ZIP archive, its end is missing.");
  let count = view.getUint16(at + 10, true);
  let size = view.getUint32(at + 12, true);
  let start = view.getUint32(at + 16, true);
  let end = tailStart + at;
  let disks = [view.getUint16(at + 4, true), view.getUint16(at + 6, true), view.getUint16(at + 8, true) - count];
  const locator = at - LOCATOR_64_BYTES;
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR_64) {
    end = uint64(view, locator + 8);
    if (!(end + END_64_BYTES <= tailStart + locator)) refuse(source, "its ZIP64 end is out of place.");
    const end64 = viewOf(await archive.read(end, end + END_64_BYTES));
    if (end64.getUint32(0, true) !== END_64) refuse(source, "expected a ZIP64 end, got other data.");
    count = uint64(end64, 32);
    size = uint64(end64, 40);
    start = uint64(end64, 48);
    disks = [end64.getUint32(16, true), end64.getUint32(20, true), uint64(end64, 24) - count];
  }
  if (disks.some((disk) => disk !== 0)) refuse(source, "a ZIP archive in several parts is not read here; join them.");
  if (!(count <= MAX_ZIP_ENTRIES)) {
    refuse(source, `expected a ZIP archive of at most ${MAX_ZIP_ENTRIES} entries, it claims ${count}.`);
  }
  if (!(size <= MAX_ZIP_DIRECTORY_BYTES) || !(start + size <= end) || size < count * ENTRY_BYTES) {
    refuse(source, `a ZIP directory of ${count} entries and ${size} bytes at byte ${start} does not fit.`);
  }
  return { count, size, start };
}

/** The ZIP64 field among an entry's extra fields. */
function findZip64(extra: DataView): DataView | undefined {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (at + 4 + length > extra.byteLength) return undefined;
    if (extra.getUint16(at, true) === ZIP64_FIELD) return new DataView(extra.buffer, extra.byteOffset + at + 4, length);
    at += 4 + length;
  }
  return undefined;
}

/** One entry at a byte of the directory: undefined for a folder. */
function readEntry(view: DataView, at: number, source: string): { next: number; record: ZipRecord | undefined } {
  if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY) {
    refuse(source, `expected a ZIP entry at byte ${at} of its directory, got other data.`);
  }
  const [madeBy, flags, method] = [4, 8, 10].map((field) => view.getUint16(at + field, true));
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const extraStart = at + ENTRY_BYTES + nameLength;
  const next = extraStart + extraLength + commentLength;
  if (next > view.byteLength) refuse(source, `a ZIP entry at byte ${at} of its directory is longer than that.`);
  const nameBytes = new Uint8Array(view.buffer, view.byteOffset + at + ENTRY_BYTES, nameLength);
  const { name, isFolder, fault } = decodeZipName(nameBytes, (flags & UTF8_NAME) !== 0);
  const fail = (what: string): never => refuse(source, `its entry ${quote(name)} ${what}.`);
  if (fault) fail(fault);
  if (flags & ENCRYPTED) fail("is encrypted; make the ZIP without a password");
  if (madeBy >> 8 === UNIX && ((view.getUint32(at + 38, true) >>> 16) & FILE_KIND) === LINK) {
    fail("is a link to another file; put the file itself into the ZIP");
  }
  const zip64 = findZip64(new DataView(view.buffer, view.byteOffset + extraStart, extraLength));
  let used = 0;
  const wide = (value: number): number => {
    if (value !== ELSEWHERE) return value;
    used += 8;
    return zip64 && used <= zip64.byteLength ? uint64(zip64, used - 8) : Number.NaN;
  };
  const size = wide(view.getUint32(at + 24, true));
  const packedSize = wide(view.getUint32(at + 20, true));
  const start = wide(view.getUint32(at + 42, true));
  if (Number.isNaN(size + packedSize + start)) fail("lacks its ZIP64 sizes");
  if (isFolder) return { next, record: undefined };
  if (method !== STORED && method !== DEFLATED) {
    fail(`is packed by ${METHODS[method] ?? `method ${method}`}; make the ZIP with Deflate`);
  }
  if (method === STORED ? size !== packedSize : size > packedSize * MAX_DEFLATE_RATIO) {
    fail(`claims to unpack from ${packedSize} to ${size} bytes`);
  }
  const crc = view.getUint32(at + 16, true);
  return { next, record: { name, nameBytes, method, crc, packedSize, size, start, end: 0 } };
}

/** Sets where each entry ends at most. Entries that share bytes are how a small archive unpacks to a huge one. */
function refuseOverlaps(records: readonly ZipRecord[], directoryStart: number, source: string): void {
  const sorted = [...records].sort((a, b) => a.start - b.start);
  for (const [i, record] of sorted.entries()) {
    record.end = i + 1 < sorted.length ? sorted[i + 1].start : directoryStart;
    if (record.start + LOCAL_BYTES + record.nameBytes.length + record.packedSize > record.end) {
      const what = i + 1 < sorted.length ? `its entry ${quote(sorted[i + 1].name)}` : "its directory";
      refuse(source, `its entry ${quote(record.name)} overlaps ${what}.`);
    }
  }
}

/**
 * Reads an archive's directory and checks it as a whole, before anything is unpacked.
 * @returns its files in the directory's order
 * @throws UnreadableFileError
 */
export async function readZipDirectory(archive: ByteSource, source: string): Promise<ZipRecord[]> {
  const { count, size, start } = await findDirectory(archive, source);
  const view = viewOf(await archive.read(start, start + size));
  const most = ZIP_RATIO_BASE + MAX_ZIP_RATIO * archive.size;
  const records: ZipRecord[] = [];
  const names = new Set<string>();
  let unpacked = 0;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { next, record } = readEntry(view, at, source);
    at = next;
    if (!record) continue;
    if (names.has(record.name)) refuse(source, `it has ${quote(record.name)} twice.`);
    names.add(record.name);
    unpacked += record.size;
    if (unpacked > most) {
      refuse(source, `expected ${archive.size} bytes of ZIP to unpack to at most ${most} bytes, they claim more.`);
    }
    records.push(record);
  }
  refuseOverlaps(records, start, source);
  return records;
}
