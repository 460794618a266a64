import { UnreadableFileError } from "../../../errors.ts";

/**
 * Unpacks gzip, and stops before it has made more than `most` bytes.
 * @throws UnreadableFileError if the bytes are damaged, or hold more
 */
export async function gunzip(packed: Blob, most: number, source: string): Promise<Uint8Array<ArrayBuffer>> {
  const reader = packed.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    let part: Uint8Array | undefined;
    try {
      part = (await reader.read()).value;
    } catch (cause) {
      throw new UnreadableFileError(`${source}: expected gzip, got damaged data.`, { cause });
    }
    if (!part) break;
    length += part.length;
    if (length > most) {
      void reader.cancel();
      throw new UnreadableFileError(`${source}: expected at most ${most} bytes when unpacked, got more.`);
    }
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
