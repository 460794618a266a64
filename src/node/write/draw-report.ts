import { join } from "node:path";
import type { Measurements } from "../../evaluate/report.ts";
import { rocCurve } from "../../metrics/roc.ts";
import type { Network } from "../../nn/network.ts";
import { distancesChart } from "../pictures/distances-chart.ts";
import { mapChart } from "../pictures/map-chart.ts";
import { rocChart } from "../pictures/roc-chart.ts";
import { writeDurably } from "./durable-write.ts";
import { prepareRunFolder } from "./run-folder.ts";

/**
 * Draws a report: ROC.png, distances.png and map.png in a folder, which is made if there is none.
 *
 * @returns the files' paths
 * @throws OutputError if they cannot be written
 */
export async function drawReport(
  folder: string,
  network: Network,
  { dataset, distances, pairs, embeddings }: Measurements,
): Promise<string[]> {
  const { path } = await prepareRunFolder(folder, { force: true });
  const { threshold, calibration, dimension } = network;
  const { same } = pairs;
  const { labels, classNames } = dataset;
  const pictures = {
    "ROC.png": () => rocChart(rocCurve(distances, same), threshold, "Same or different: errors at every threshold"),
    "distances.png": () =>
      distancesChart({ distances, same, threshold, calibration, title: "Distances of same and of different pairs" }),
    "map.png": () => mapChart({ embeddings, dimension, labels, classNames, title: "A map of the embeddings" }),
  };
  const files: string[] = [];
  for (const [name, draw] of Object.entries(pictures)) {
    const file = join(path, name);
    await writeDurably(file, await draw());
    files.push(file);
  }
  return files;
}
