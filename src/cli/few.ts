import { createDataset, type Dataset } from "../data/dataset.ts";
import { drawingOf } from "../data/drawing-image.ts";
import type { Network } from "../nn/network.ts";
import { findImageFiles } from "../node/read/image-files.ts";
import { readImageFile } from "../read/image-folder.ts";
import { type FewQuality, type FewTrial, LEAST_FEW, MAX_FEW } from "../run/try-few.ts";
import { folderNameOf, takesDrawings } from "./drawings.ts";

/**
 * A folder or ZIP archive of a few drawings of each of some symbols, as `teach` reads it.
 * @returns undefined if it is something else: no sub-folders, or a class with less than 2 or more than 20 images
 */
export async function readFew(path: string, network: Pick<Network, "architecture" | "preparation">) {
  if (!takesDrawings(network)) return undefined;
  const { images, others } = await findImageFiles([path]);
  const names = images.map(folderNameOf);
  const counts = new Map<string | undefined, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (others > 0 || counts.size < 2 || counts.has(undefined)) return undefined;
  if ([...counts.values()].some((count) => count < LEAST_FEW || count > MAX_FEW)) return undefined;
  const pixels = new Uint8Array(images.length * 784);
  for (const [i, { file }] of images.entries()) pixels.set(drawingOf(await readImageFile(file)), i * 784);
  return createDataset(pixels, names as string[], 28, 28);
}

const shown = (before: FewQuality, after: FewQuality): string =>
  `nearest to their own symbol ${before.right} of ${before.drawings} before and ${after.right} after, apart from other ` +
  `symbols ${before.apart.toFixed(3)} and ${after.apart.toFixed(3)} (area under the curve)`;

/** What a trial said, for people. */
export const tellTrial = ({ before, after, better }: FewTrial): string =>
  `One drawing of each held back for a trial: ${shown(before, after)}. ${
    better ? "So it trains on all of them." : "Training makes it worse: the weights are kept as they were."
  }`;

/** What a data set of a few drawings is, for `TrainingData`. */
export const fewData = (dataset: Dataset, source: string) => ({ train: dataset, test: dataset, notes: [], source });
