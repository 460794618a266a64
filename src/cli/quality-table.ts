import type { Quality } from "../train/evaluate.ts";

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

/** The quality of a network on held-out images, a line a figure. */
export function qualityTable(quality: Quality & { readonly nearestNeighbour: number }): string[] {
  const rows = [
    ["pair accuracy", percent(quality.accuracy)],
    ["different taken for same", percent(quality.falseAccept)],
    ["same taken for different", percent(quality.falseReject)],
    ["ROC AUC", quality.auc.toFixed(4)],
    ["equal error rate", percent(quality.equalErrorRate)],
    ["nearest-neighbour digits", percent(quality.nearestNeighbour)],
    ["threshold", quality.threshold.toFixed(4)],
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(26)}${value}`);
}
