import type { Quality } from "../evaluate/evaluate.ts";
import type { Report } from "../evaluate/report.ts";
import { printable } from "../message-text.ts";
import type { FewShotQuality } from "../metrics/few-shot.ts";

type Row = readonly [name: string, value: string];

const percent = (share: number) => (Number.isNaN(share) ? "-" : `${(share * 100).toFixed(2)} %`);
const table = (rows: readonly Row[]) => rows.map(([name, value]) => `  ${name.padEnd(26)}${value}`);

// A wider matrix would not fit on a terminal.
const MAX_COLUMNS = 10;
const MAX_ROWS = 26;

/** The quality of a network on held-out images, a line a figure. */
export function qualityTable(quality: Quality & { readonly nearestNeighbour: number }): string[] {
  return table([
    ["pair accuracy", percent(quality.accuracy)],
    ["different taken for same", percent(quality.falseAccept)],
    ["same taken for different", percent(quality.falseReject)],
    ["ROC AUC", quality.auc.toFixed(4)],
    ["equal error rate", percent(quality.equalErrorRate)],
    ["nearest neighbour", percent(quality.nearestNeighbour)],
    ["threshold", quality.threshold.toFixed(4)],
  ]);
}

function sureRows({ verdicts, pairs }: Report): Row[] {
  if (!verdicts) return [];
  const { same, different } = verdicts;
  const sure = same.same + same.different + different.same + different.different;
  return [
    ["sure verdicts", percent(sure / pairs)],
    ["right where sure", percent((same.same + different.different) / sure)],
  ];
}

const shotRow = (name: string, shot: FewShotQuality | undefined): Row[] =>
  shot
    ? [[`${name}, ${shot.ways} classes`, `${percent(shot.accuracy)} +- ${(shot.halfWidth95 * 100).toFixed(2)}`]]
    : [];

/** A name in a table's column: cut where it is too long. */
const cell = (name: string, width: number): string => {
  const text = printable(name);
  return (text.length < width ? text : `${text.slice(0, width - 3)}..`).padStart(width);
};

/** A class a line, the worst first where they are many: its figures, and what its images were taken for, where it fits. */
function classLines({ classes, confusion }: Report): string[] {
  const matrix = classes.length <= MAX_COLUMNS && confusion !== undefined;
  const line = (name: string, figures: readonly (string | number)[], counts: readonly string[]) =>
    cell(name, 16) +
    figures.map((figure) => String(figure).padStart(10)).join("") +
    (matrix ? `  ${counts.map((count) => cell(count, 6)).join("")}` : "");
  const rows = classes.map(({ name, images, recall, precision }, c) => ({
    recall,
    text: line(
      name,
      [images, percent(recall), percent(precision)],
      confusion?.[c].map((count) => String(count || ".")) ?? [],
    ),
  }));
  const names = classes.map(({ name }) => name);
  const head = line("class", ["images", "recall", "precision"], names);
  if (rows.length <= MAX_ROWS) return [head, ...rows.map(({ text }) => text)];
  const worst = rows.sort((a, b) => a.recall - b.recall).slice(0, MAX_ROWS);
  return [head, ...worst.map(({ text }) => text), `  and ${rows.length - MAX_ROWS} classes more, with a better recall`];
}

/** A whole report, in parts with a headline each. */
export function reportTables(report: Report): string[] {
  const images = report.images.toLocaleString("en");
  const gallery = report.galleryImages.toLocaleString("en");
  return [
    `Pairs: ${report.pairs.toLocaleString("en")} of ${images} images, half of them same`,
    ...table([
      ["pair accuracy", percent(report.accuracy)],
      ["different taken for same", percent(report.falseAccept)],
      ["same taken for different", percent(report.falseReject)],
      ["threshold", report.threshold.toFixed(4)],
      ["ROC AUC", report.auc.toFixed(5)],
      ["equal error rate", percent(report.equalErrorRate)],
      ["false reject at 1 % FA", percent(report.falseRejectAtOnePercent)],
      ["false reject at 0.1 % FA", percent(report.falseRejectAtOnePerMille)],
      ["mean same distance", report.meanSameDistance.toFixed(4)],
      ["mean different distance", report.meanDifferentDistance.toFixed(4)],
      ...sureRows(report),
    ]),
    "",
    `Retrieval among the ${images} images`,
    ...table([
      ["precision@1", percent(report.precisionAt1)],
      ["R-precision", percent(report.rPrecision)],
      ["MAP@R", percent(report.meanAveragePrecisionAtR)],
      ...shotRow("one-shot", report.oneShot),
      ...shotRow("five-shot", report.fiveShot),
    ]),
    "",
    `Nearest of ${gallery} training images`,
    ...table([
      ["nearest neighbour", percent(report.nearestNeighbour)],
      ["five nearest, by vote", percent(report.fiveNearestNeighbours)],
    ]),
    "",
    "Classes, by the nearest neighbour; right: images of the row's class that were given the column's",
    ...classLines(report),
  ];
}
