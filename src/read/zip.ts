import { quote } from "../message-text.ts";
import type { ByteSource } from "./byte-source.ts";
import { crc32 } from "./crc32.ts";
import { inflate } from "./inflate.ts";
import { MAX_ARRAY_BYTES } from "./limits.ts";
import { refuse } from "./unreadable.ts";
import { DEFLATED, readZipDirectory, type ZipRecord } from "./zip-directory.ts";

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const MAX_NAME_AND_EXTRA = 2 * 0xffff;

/** A file in a ZIP archive. */
export interface ZipEntry {
  /** With `/` between its folders; never absolute, never with `..`. */
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /**
   * Unpacks it.
   * @param most bytes that it may have, default 1 GiB
   * @throws UnreadableFileError if it has more, is damaged, or is not what the directory says
   */
  read(most?: number): Promise<Uint8Array>;
}

async function readEntry(archive: ByteSource, record: ZipRecord, most: number, source: string): Promise<Uint8Array> {
  const { name, nameBytes, method, crc, packedSize, size, start, end } = record;
  const fail = (what: string): never => refuse(source, `its entry ${quote(name)} ${what}.`);
  if (size > most) fail(`has ${size} bytes, expected at most ${most}`);
  const last = Math.min(end, start + LOCAL_BYTES + MAX_NAME_AND_EXTRA + packedSize);
  const bytes = await archive.read(start, last);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isLocal = view.byteLength >= LOCAL_BYTES && view.getUint32(0, true) === LOCAL;
  if (!isLocal || view.getUint16(8, true) !== method) fail("is not where the directory says");
  const nameLength = view.getUint16(26, true);
  const localName = bytes.subarray(LOCAL_BYTES, LOCAL_BYTES + nameLength);
  if (nameLength !== nameBytes.length || localName.some((byte, i) => byte !== nameBytes[i])) {
    fail("has another name before its data");
  }
  const dataStart = LOCAL_BYTES + nameLength + view.getUint16(28, true);
  const packed = bytes.subarray(dataStart, dataStart + packedSize);
  if (packed.length !== packedSize) fail("reaches into what comes after it");
  let unpacked = packed;
  if (method === DEFLATED) {
    unpacked = new Uint8Array(size);
    let at = 0;
    const { status, length } = inflate(packed, size, (piece) => {
      unpacked.set(piece, at);
      at += piece.length;
    });
    if (status === "more") fail(`unpacks to more than its ${size} bytes`);
    if (status !== "whole" || length !== size) fail("is damaged");
  }
  if (crc32(unpacked) !== crc) fail("is damaged: its CRC does not fit");
  return unpacked;
}

/**
 * Opens a ZIP archive: reads its directory, and checks it as a whole, before anything is unpacked; then one entry at a
 * time, when it is asked for. ZIP64 is read; encrypted, split and linked entries, paths that lead out of the archive,
 * entries that overlap, and archives that unpack to over 16 MiB and 100 times their size are refused.
 *
 * @param source the archive's name, for errors
 * @returns its files, folders left out, in the directory's order
 * @throws UnreadableFileError
 */
export async function readZip(archive: ByteSource, source: string): Promise<ZipEntry[]> {
  const records = await readZipDirectory(archive, source);
  return records.map((record) => ({
    name: record.name,
    size: record.size,
    read: (most = MAX_ARRAY_BYTES) => readEntry(archive, record, most, source),
  }));
}
