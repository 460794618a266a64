import { areaUnderCurve, equalErrorRate, type RocCurve } from "../../metrics/roc.ts";
import {
  axis,
  CHART_HEIGHT,
  CHART_STYLE,
  CHART_TOP,
  CHART_WIDTH,
  COLOURS,
  heading,
  type LegendItem,
  place,
  renderChart,
} from "./chart-frame.ts";

interface Point {
  /** Share of different pairs called the same. */
  readonly x: number;
  /** Share of same pairs called the same. */
  readonly y: number;
}

/** Corners of enlarged axes: the smallest that holds the interesting points. */
const CORNERS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const LEFT = 104;
// More points than pixels show nothing more.
const MAX_POINTS = 2000;

const percent = (share: number, digits = 2) => `${(share * 100).toFixed(digits)} %`;

function curvePoints({ falseAccept, truePositive }: RocCurve, corner: number): Point[] {
  const points: Point[] = [];
  const step = corner / MAX_POINTS;
  for (let i = 0; i < falseAccept.length; i++) {
    const point = { x: falseAccept[i], y: truePositive[i] };
    const before = points.at(-1);
    const last = i === falseAccept.length - 1;
    if (!before || last || point.x - before.x >= step || point.y - before.y >= step) points.push(point);
  }
  return points;
}

/** The point of the curve that a threshold stands for. */
function pointAt({ thresholds, falseAccept, truePositive }: RocCurve, threshold: number): Point {
  let i = 0;
  while (i + 1 < thresholds.length && thresholds[i + 1] <= threshold) i++;
  return { x: falseAccept[i], y: truePositive[i] };
}

/**
 * A ROC curve as a PNG file, 2400x1440: `ROC.png`. Left the whole curve, right its corner enlarged, with the network's
 * threshold and the equal error rate.
 *
 * @param title what was judged
 */
export async function rocChart(roc: RocCurve, threshold: number, title: string): Promise<Uint8Array> {
  const Plot = await import("./plot.ts");
  const equal = equalErrorRate(roc);
  const chosen = pointAt(roc, threshold);
  const equalPoint = { x: equal, y: 1 - equal };
  const reach = 2 * Math.max(equal, chosen.x, 1 - chosen.y);
  const corner = CORNERS.find((size) => size >= reach) ?? 1;
  const top = CHART_TOP + 26;
  const draw = (size: number, left: number, width: number) => {
    const ticks = (percentages: number) => percent(percentages, size < 0.05 ? 1 : 0);
    // So that a line along the edge is seen whole.
    const edge = size * 0.02;
    const plot = Plot.plot({
      document: Plot.emptyDocument(),
      width,
      height: CHART_HEIGHT - top,
      marginLeft: LEFT,
      marginRight: 36,
      marginTop: 14,
      marginBottom: 72,
      style: CHART_STYLE,
      clip: true,
      x: {
        domain: [-edge, size],
        ticks: 5,
        tickFormat: ticks,
        ...axis("Different pairs taken for same (false accept)", 52),
      },
      y: { domain: [1 - size, 1 + edge], ticks: 5, tickFormat: ticks, ...axis("Same pairs recognised", LEFT - 14) },
      marks: [
        Plot.frame({ stroke: "#444" }),
        Plot.line(
          [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
          { x: "x", y: "y", stroke: "#888", strokeWidth: 2, strokeDasharray: "7 5", clip: true },
        ),
        Plot.line(curvePoints(roc, size), { x: "x", y: "y", stroke: COLOURS.same, strokeWidth: 3, clip: true }),
        Plot.dot([equalPoint], { x: "x", y: "y", fill: COLOURS.ink, r: 7 }),
        Plot.dot([chosen], { x: "x", y: "y", fill: COLOURS.different, r: 7 }),
      ],
    });
    return place(plot, left, top);
  };
  const half = CHART_WIDTH / 2;
  const legend: LegendItem[] = [
    { label: "the network", colour: COLOURS.same, mark: "line" },
    { label: "chance", colour: "#888", mark: "dashes" },
    { label: `its threshold, ${threshold.toFixed(3)}`, colour: COLOURS.different, mark: "dot" },
    { label: `equal error rate, ${percent(equal)}`, colour: COLOURS.ink, mark: "dot" },
  ];
  const pairs = (roc.samePairs + roc.differentPairs).toLocaleString("en");
  return renderChart({
    title,
    subtitle: `ROC over ${pairs} pairs; area under it ${areaUnderCurve(roc).toFixed(5)} (chance 0.5, perfect 1)`,
    legend,
    drawings: [
      heading(LEFT, "The whole curve", CHART_TOP + 20),
      draw(1, 0, half),
      heading(half + LEFT, corner < 1 ? "Its upper left corner, enlarged" : "The same", CHART_TOP + 20),
      draw(corner, half, half),
    ],
  });
}
