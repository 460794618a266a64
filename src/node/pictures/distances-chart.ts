import type { Calibration } from "../../metrics/calibration.ts";
import {
  axis,
  CHART_HEIGHT,
  CHART_LEFT,
  CHART_STYLE,
  CHART_TOP,
  CHART_WIDTH,
  COLOURS,
  type LegendItem,
  place,
  renderChart,
} from "./chart-frame.ts";

export interface DistancesChart {
  /** In embedding units; (N) */
  readonly distances: Float64Array;
  /** 1 for a pair of one class, else 0; (N) */
  readonly same: Uint8Array;
  readonly threshold: number;
  /** Its unsure band is shaded. */
  readonly calibration?: Calibration | undefined;
  readonly title: string;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
}

const BINS = 80;
const UNSURE = "#dcdcdc";
const BOTH = "#4b4e6d";

/** The pairs of one kind in equal bins from 0 to `end`; the last one takes `end` itself. */
function histogram({ distances, same }: DistancesChart, kind: number, end: number): Bin[] {
  const counts = new Uint32Array(BINS);
  for (let i = 0; i < distances.length; i++) {
    if (same[i] === kind) counts[Math.min(BINS - 1, Math.floor((distances[i] / end) * BINS))]++;
  }
  return Array.from(counts, (pairs, i) => ({ from: (i * end) / BINS, to: ((i + 1) * end) / BINS, pairs }));
}

/**
 * How far apart same and different pairs lie, as a PNG file, 2400x1440: `distances.png`. The scale of the pairs is a
 * square root's, so that the few that lie on the wrong side of the threshold can be seen.
 */
export async function distancesChart(chart: DistancesChart): Promise<Uint8Array> {
  const Plot = await import("./plot.ts");
  const { distances, same, threshold, calibration } = chart;
  const end =
    Math.max(
      threshold * 1.2,
      distances.reduce((most, d) => Math.max(most, d), 0),
    ) || 1;
  const near = histogram(chart, 1, end);
  const far = histogram(chart, 0, end);
  // Drawn over each other in this order, so that each bar ends in the colour of what there is more of.
  const bars = [
    { bins: far, colour: COLOURS.different },
    { bins: near, colour: COLOURS.same },
    { bins: near.map((bin, i) => ({ ...bin, pairs: Math.min(bin.pairs, far[i].pairs) })), colour: BOTH },
  ];
  const most = Math.max(...near.map(({ pairs }) => pairs), ...far.map(({ pairs }) => pairs));
  const band = calibration
    ? [{ from: calibration.sameBelow ?? 0, to: Math.min(end, calibration.differentAbove ?? end) }]
    : [];
  const plot = Plot.plot({
    document: Plot.emptyDocument(),
    width: CHART_WIDTH,
    height: CHART_HEIGHT - CHART_TOP,
    marginLeft: CHART_LEFT,
    marginRight: 36,
    marginTop: 12,
    marginBottom: 72,
    style: CHART_STYLE,
    x: { domain: [0, end], ticks: 10, ...axis("Distance of the two embeddings", 52), grid: false },
    y: { type: "sqrt", domain: [0, most * 1.08], ticks: 8, tickFormat: ",d", ...axis("Pairs (square-root scale)", 76) },
    marks: [
      Plot.rect(band, { x1: "from", x2: "to", fill: UNSURE }),
      ...bars.map(({ bins, colour }) =>
        Plot.rectY(
          bins.filter(({ pairs }) => pairs > 0),
          { x1: "from", x2: "to", y: "pairs", fill: colour, insetLeft: 0.5, insetRight: 0.5 },
        ),
      ),
      Plot.ruleY([0], { stroke: "#444" }),
      Plot.ruleX([threshold], { stroke: COLOURS.ink, strokeWidth: 3 }),
    ],
  });
  const wrong = { same: 0, different: 0 };
  for (let i = 0; i < distances.length; i++) {
    if (same[i] === 1 && distances[i] > threshold) wrong.same++;
    if (same[i] === 0 && distances[i] <= threshold) wrong.different++;
  }
  const legend: LegendItem[] = [
    { label: "same pairs", colour: COLOURS.same, mark: "box" },
    { label: "different pairs", colour: COLOURS.different, mark: "box" },
    { label: "both", colour: BOTH, mark: "box" },
    { label: `threshold ${threshold.toFixed(3)}`, colour: COLOURS.ink, mark: "line" },
    ...(band.length > 0 ? [{ label: "unsure", colour: UNSURE, mark: "box" } as const] : []),
  ];
  return renderChart({
    title: chart.title,
    subtitle:
      `Of ${distances.length.toLocaleString("en")} pairs, ${wrong.same} same ones lie beyond the threshold and ` +
      `${wrong.different} different ones within it: these are the mistakes.`,
    legend,
    drawings: [place(plot, 0, CHART_TOP)],
  });
}
