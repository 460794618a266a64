import type { SweptConfiguration } from "../../jobs/sweep-table.ts";
import {
  axis,
  CHART_HEIGHT,
  CHART_LEFT,
  CHART_STYLE,
  CHART_TOP,
  CHART_WIDTH,
  COLOURS,
  place,
  renderChart,
} from "./chart-frame.ts";

export interface NumberedConfiguration extends Pick<SweptConfiguration, "runs" | "mean"> {
  /** In the table, from 1. */
  readonly number: number;
}

/**
 * What each configuration of a sweep is worth, as a PNG file, 2400x1440: a dot a run and a line for the mean, the best on
 * the left.
 *
 * @param sorted the configurations, the best first
 * @param best what it is, in words
 */
export async function sweepChart(sorted: readonly NumberedConfiguration[], best: string): Promise<Uint8Array> {
  const Plot = await import("./plot.ts");
  const dots = sorted.flatMap(({ runs }, i) =>
    runs.map(({ heldOut }) => ({ place: i + 1, value: heldOut.accuracy * 100 })),
  );
  const means = sorted.map(({ mean }, i) => ({ left: i + 0.7, right: i + 1.3, value: mean.accuracy * 100 }));
  const values = dots.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? (high - low) * 0.05 : 1;
  const plot = Plot.plot({
    document: Plot.emptyDocument(),
    width: CHART_WIDTH,
    height: CHART_HEIGHT - CHART_TOP,
    marginLeft: CHART_LEFT,
    marginRight: 36,
    marginTop: 12,
    marginBottom: 72,
    style: CHART_STYLE,
    x: {
      domain: [0.5, sorted.length + 0.5],
      ticks: Math.min(sorted.length, 12),
      tickFormat: (tick: number) => String(sorted[tick - 1]?.number ?? ""),
      ...axis("Configuration by its number in sweep.csv, the best on the left", 52),
    },
    y: { domain: [low - room, high + room], ticks: 8, ...axis("Held-out pair accuracy, %", 76) },
    marks: [
      Plot.ruleY(means, { x1: "left", x2: "right", y: "value", stroke: COLOURS.same, strokeWidth: 3 }),
      Plot.dot(dots, { x: "place", y: "value", fill: COLOURS.different, r: sorted.length > 100 ? 2 : 5 }),
    ],
  });
  return renderChart({
    title: "Configurations of the sweep",
    subtitle: `Best: ${best}`.slice(0, 130),
    legend: [
      { label: "a run", colour: COLOURS.different, mark: "dot" },
      { label: "mean over the seeds", colour: COLOURS.same, mark: "line" },
    ],
    drawings: [place(plot, 0, CHART_TOP)],
  });
}
