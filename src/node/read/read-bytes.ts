import { readWhole } from "../../read/data-file.ts";
import { openDataFile } from "./data-files.ts";

/**
 * A whole file as it is. Never unpacked: the first bytes of a safetensors file can be gzip's by chance.
 * @param limit the most bytes to take. Default: 1 GiB
 * @throws UnreadableFileError if it is missing, no regular file, or has more bytes than `limit`
 */
export async function readBytes(path: string, limit?: number): Promise<Uint8Array<ArrayBuffer>> {
  return readWhole(await openDataFile(path), limit);
}
