import type { Dataset } from "../../src/data/dataset.ts";
import { openDataFile } from "../../src/node/read/data-files.ts";
import { readFiles, readImagesAndLabels } from "../../src/read/read-files.ts";
import type { ReadOptions } from "../../src/read/read-options.ts";

interface Paths extends ReadOptions {
  readonly images: string;
  readonly labels?: string | undefined;
}

/** A table of images, or one of images and one of labels. */
export async function readDataset({
  images,
  labels,
  ...options
}: Paths): Promise<{ dataset: Dataset; notes: readonly string[] }> {
  const file = await openDataFile(images);
  const read =
    labels === undefined
      ? await readFiles([file], file.source, options)
      : await readImagesAndLabels(file, await openDataFile(labels), options);
  return { dataset: read.train, notes: read.notes };
}

/** An IDX file. */
export function idx(magic: number, sizes: number[], bytes: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  header.setUint32(0, magic);
  for (const [i, size] of sizes.entries()) header.setUint32(4 + 4 * i, size);
  return Buffer.concat([new Uint8Array(header.buffer), bytes]);
}
