import { printable } from "../../message-text.ts";
import { principalComponents, project } from "../../metrics/pca.ts";
import {
  axis,
  CHART_HEIGHT,
  CHART_LEFT,
  CHART_STYLE,
  CHART_TOP,
  CHART_WIDTH,
  place,
  renderChart,
} from "./chart-frame.ts";
import { escapeText } from "./render-svg.ts";

export interface MapChart {
  /** (N, dimension), N at least 2 */
  readonly embeddings: Float32Array;
  readonly dimension: number;
  /** (N) */
  readonly labels: Uint8Array | Uint16Array;
  /** What the class of each label is called. */
  readonly classNames: readonly string[];
  readonly title: string;
}

// Paul Tol's "muted" scheme, made for colour-blind readers, with black for its pale grey, which is faint on white.
const PALETTE = [
  "#332288",
  "#ddaa33",
  "#117733",
  "#cc6677",
  "#88ccee",
  "#882255",
  "#999933",
  "#aa4499",
  "#44aa99",
  "#111111",
];
// With the ten colours, apart for thirty classes; further ones repeat, but carry their own number on the map.
const SYMBOLS = ["circle", "triangle", "square"] as const;
const MAX_POINTS = 4000;
const MAX_NAME = 12;
const LEGEND_WIDTH = 150;
const LEGEND_ROWS = 20;
const LIFT = 24; // There is no row of a legend above the map.
const MAP = {
  left: CHART_LEFT,
  right: 20,
  top: 12,
  bottom: 72,
  width: CHART_WIDTH - LEGEND_WIDTH - CHART_LEFT - 20,
  height: CHART_HEIGHT - CHART_TOP + LIFT - 12 - 72,
};

interface Point {
  readonly x: number;
  readonly y: number;
  readonly c: number;
}

const colourOf = (c: number) => PALETTE[c % PALETTE.length];
const symbolOf = (c: number) => SYMBOLS[Math.floor(c / PALETTE.length) % SYMBOLS.length];

/** In SVG, for the legend: what Plot draws on the map. */
function symbolPath(c: number, x: number, y: number): string {
  const shape = {
    circle: `<circle cx="${x}" cy="${y}" r="7"`,
    triangle: `<path d="M${x} ${y - 8}l7.5 14h-15z"`,
    square: `<rect x="${x - 6}" y="${y - 6}" width="12" height="12"`,
  }[symbolOf(c)];
  return `${shape} fill="${colourOf(c)}"/>`;
}

/** What a class is called on the map: short, since the map is small. */
function shortName(classNames: readonly string[], label: number): string {
  const name = printable(classNames[label] ?? String(label));
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
}

function legendOf(names: readonly string[]): string {
  const shown = names.length > LEGEND_ROWS ? names.slice(0, LEGEND_ROWS - 1) : names;
  const x = CHART_WIDTH - LEGEND_WIDTH + 20;
  const line = (row: number, text: string, mark = "") =>
    `${mark}<text x="${x + 20}" y="${CHART_TOP + 36 + row * 27}" font-size="17" fill="#222">${text}</text>`;
  const rows = shown.map((name, c) => line(c, escapeText(name), symbolPath(c, x + 2, CHART_TOP + 30 + c * 27)));
  if (shown.length < names.length) rows.push(line(shown.length, `and ${names.length - shown.length} more`));
  const heading = `<text x="${x - 6}" y="${CHART_TOP + 8}" font-size="17" font-weight="bold" fill="#222">Class</text>`;
  return heading + rows.join("");
}

/** The median place of each class, where its name is written: means are drawn aside by strays. */
function centres(points: readonly Point[], names: readonly string[]) {
  return names.map((label, c) => {
    const own = points.filter((point) => point.c === c);
    const median = (key: "x" | "y") => own.map((point) => point[key]).sort((a, b) => a - b)[own.length >> 1];
    return { x: median("x"), y: median("y"), label };
  });
}

/** The ends of both axes: all points within, and a unit as long across as along, so that distances can be compared. */
function domains(points: readonly Point[]): { across: [number, number]; along: [number, number] } {
  const ends = (key: "x" | "y") =>
    points.reduce(([low, high], p) => [Math.min(low, p[key]), Math.max(high, p[key])], [Infinity, -Infinity]);
  const [left, right] = ends("x");
  const [bottom, top] = ends("y");
  const unit = 1.06 * Math.max((right - left) / MAP.width, (top - bottom) / MAP.height) || 1 / MAP.width;
  const around = (middle: number, pixels: number): [number, number] => [
    middle - (pixels * unit) / 2,
    middle + (pixels * unit) / 2,
  ];
  return { across: around((left + right) / 2, MAP.width), along: around((bottom + top) / 2, MAP.height) };
}

/**
 * Embeddings on the plane in which they vary most (principal components), as a PNG file, 2400x1440: `map.png`. At most
 * 4,000 of them, evenly taken.
 *
 * @throws RangeError as `principalComponents`, or for embeddings of fewer than two numbers
 */
export async function mapChart({ embeddings, dimension, labels, classNames, title }: MapChart): Promise<Uint8Array> {
  if (dimension < 2) throw new RangeError(`A map needs embeddings of at least 2 numbers, got ${dimension}.`);
  const Plot = await import("./plot.ts");
  const pca = principalComponents(embeddings, dimension);
  const places = project(pca, embeddings, 2);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const all = Array.from(labels, (label, i) => ({ x: places[2 * i], y: places[2 * i + 1], c: classes.indexOf(label) }));
  const shown = all.filter(
    (_, i) => Math.floor((i * MAX_POINTS) / all.length) !== Math.floor(((i - 1) * MAX_POINTS) / all.length),
  );
  const total = pca.variances.reduce((sum, variance) => sum + variance, 0) || 1;
  const share = (c: number) => `${((pca.variances[c] / total) * 100).toFixed(0)} % of the variance`;
  const shownNames = classes.map((label) => shortName(classNames, label));
  const names = centres(all, shownNames);
  const { across, along } = domains(all);
  const plot = Plot.plot({
    document: Plot.emptyDocument(),
    width: MAP.width + MAP.left + MAP.right,
    height: MAP.height + MAP.top + MAP.bottom,
    marginLeft: MAP.left,
    marginRight: MAP.right,
    marginTop: MAP.top,
    marginBottom: MAP.bottom,
    style: CHART_STYLE,
    x: { domain: across, ticks: 10, ...axis(`First principal component, ${share(0)}`, 52) },
    y: { domain: along, ticks: 6, ...axis(`Second, ${share(1)}`, 70) },
    symbol: { type: "identity" },
    marks: [
      Plot.dot(shown, {
        x: "x",
        y: "y",
        r: 3,
        fill: (point: Point) => colourOf(point.c),
        symbol: (point: Point) => symbolOf(point.c),
        fillOpacity: 0.6,
      }),
      Plot.text(names, {
        x: "x",
        y: "y",
        text: "label",
        fontSize: 26,
        fontWeight: "bold",
        fill: "#111",
        stroke: "white",
        strokeWidth: 6,
      }),
    ],
  });
  const some = shown.length < all.length ? `${shown.length.toLocaleString("en")} of ` : "";
  return renderChart({
    title,
    subtitle: `${some}${all.length.toLocaleString("en")} images, each a point; numbers stand amid their classes`,
    legend: [],
    drawings: [place(plot, 0, CHART_TOP - LIFT), legendOf(shownNames)],
  });
}
