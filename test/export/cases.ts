import { evaluationPairs } from "../../src/evaluate/judge.ts";
import { type Network, type PairList, type Quality, train } from "../../src/index.ts";
import { loadTrainingData } from "../../src/node/read/load-dataset.ts";
import { exportArchitectures, exportImages, exportNetwork } from "../support/export-networks.ts";

export interface ExportCase {
  readonly name: string;
  readonly network: Network;
  readonly images: Uint8Array;
  /** Pairs of the images, and what we make of them; for a trained network alone. */
  readonly judged?: { readonly pairs: PairList; readonly quality: Quality };
}

/** What `npm run train` makes: a cropped network, trained on a tenth of MNIST, and the images that it never saw. */
async function trainedCase(): Promise<ExportCase> {
  const { train: dataset, test: heldOut } = await loadTrainingData({ fraction: 0.1 });
  const training = train({ dataset, heldOut });
  let quality: Quality | undefined;
  for await (const event of training) if (event.type === "epoch") quality = event.measured?.heldOut ?? quality;
  if (!quality) throw new Error("Expected the quality on held-out images.");
  const { network } = training;
  return { name: "trained", network, images: heldOut.images, judged: { pairs: evaluationPairs(heldOut), quality } };
}

/** A trained network; and untrained ones that differ in all that an export has to translate, with random images. */
export async function findCases(count: number): Promise<ExportCase[]> {
  const cases = [await trainedCase()];
  for (const [name, architecture] of Object.entries(exportArchitectures)) {
    const network = await exportNetwork(architecture);
    cases.push({ name, network, images: exportImages(architecture, count) });
  }
  return cases;
}
