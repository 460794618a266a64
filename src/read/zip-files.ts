import { printable } from "../message-text.ts";
import { type DataFile, fileOfBytes } from "./data-file.ts";
import { readZip } from "./zip.ts";

/** The files of a ZIP archive, unpacked one by one when they are read. @throws UnreadableFileError as `readZip` */
export async function filesOfZip(archive: DataFile): Promise<DataFile[]> {
  const entries = await readZip(archive, archive.source);
  return entries.map(({ name, size, read }) =>
    fileOfBytes(name, `${archive.source}/${printable(name)}`, size, () => read()),
  );
}
