import { escapeText, FONT, renderSvg } from "./render-svg.ts";

export interface LossPoint {
  /** Passes done, fractions allowed. */
  readonly epoch: number;
  readonly loss: number;
}

export interface LossChart {
  /** Training loss: in order of the epochs; over 200 points are averaged in groups. */
  readonly train: readonly LossPoint[];
  /** Held-out loss, one point an epoch. */
  readonly heldOut: readonly LossPoint[];
  readonly title: string;
}

const WIDTH = 1200;
const HEIGHT = 720;
const MARGIN_LEFT = 92;
const PLOT_TOP = 104;
const SCALE = 2;
const MAX_POINTS = 200;
// Okabe and Ito's blue and vermilion, which colour-blind readers tell apart.
const TRAIN = "#0072b2";
const HELD_OUT = "#d55e00";

const largest = (points: readonly LossPoint[], key: keyof LossPoint): number =>
  points.reduce((max, point) => Math.max(max, point[key]), 0);

/** At most MAX_POINTS points: with more than one for some pixels a line becomes a band. */
function averaged(points: readonly LossPoint[]): readonly LossPoint[] {
  const group = Math.ceil(points.length / MAX_POINTS);
  if (group <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / group) }, (_, i) => {
    const part = points.slice(i * group, (i + 1) * group);
    const mean = (key: keyof LossPoint) => part.reduce((sum, point) => sum + point[key], 0) / part.length;
    return { epoch: mean("epoch"), loss: mean("loss") };
  });
}

const powerOfTen = (value: number): string =>
  value === 0 ? "0" : Number(value.toPrecision(3)).toExponential().replace("+", "");

function legend(items: { label: string; colour: string; dot: boolean }[]): string {
  const parts: string[] = [];
  let x = MARGIN_LEFT;
  for (const { label, colour, dot } of items) {
    parts.push(`<path d="M${x} 78h34" stroke="${colour}" stroke-width="3"/>`);
    if (dot) parts.push(`<circle cx="${x + 17}" cy="78" r="5" fill="${colour}"/>`);
    parts.push(`<text x="${x + 44}" y="84" font-size="17" fill="#222">${label}</text>`);
    x += 200;
  }
  return parts.join("");
}

/**
 * A chart of the loss over the epochs as a PNG file, 2400x1440: `Siamese_loss.png` of a run folder.
 *
 * @throws RangeError if a point is not finite
 */
export async function lossChart({ train, heldOut, title }: LossChart): Promise<Uint8Array> {
  const points = [...train, ...heldOut];
  const bad = points.find(({ epoch, loss }) => !Number.isFinite(epoch) || !Number.isFinite(loss));
  if (bad) throw new RangeError(`lossChart: expected finite points, got loss ${bad.loss} at epoch ${bad.epoch}.`);
  // Loaded when needed: commands that draw nothing start faster.
  const [{ parseHTML }, Plot] = await Promise.all([import("linkedom"), import("@observablehq/plot")]);
  const epochs = Math.max(1, Math.ceil(largest(points, "epoch")));
  const line = averaged(train);
  const highest = Math.max(largest(line, "loss"), largest(heldOut, "loss"));
  const marks = [
    Plot.ruleY([0], { stroke: "#444" }),
    Plot.line(line, { x: "epoch", y: "loss", stroke: TRAIN, strokeWidth: 2 }),
    Plot.line(heldOut, { x: "epoch", y: "loss", stroke: HELD_OUT, strokeWidth: 2.5 }),
    Plot.dot(heldOut, { x: "epoch", y: "loss", fill: HELD_OUT, r: heldOut.length > 60 ? 3 : 5 }),
  ];
  // A line of one point shows nothing.
  if (train.length === 1) marks.push(Plot.dot(train, { x: "epoch", y: "loss", fill: TRAIN, r: 5 }));
  const plot = Plot.plot({
    document: parseHTML("<html></html>").document,
    width: WIDTH,
    height: HEIGHT - PLOT_TOP,
    marginLeft: MARGIN_LEFT,
    marginRight: 36,
    marginTop: 12,
    marginBottom: 72,
    style: { fontFamily: FONT, fontSize: "17px", color: "#222" },
    x: {
      domain: [0, epochs],
      ticks: epochs < 3 ? 4 : Math.min(epochs, 10),
      grid: true,
      label: "Epoch",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 52,
    },
    y: {
      domain: [0, highest > 0 ? highest * 1.04 : 1],
      ticks: 8,
      grid: true,
      // Plain decimals of such losses would not fit beside the axis.
      ...(highest > 0 && (highest < 0.001 || highest >= 1e5) ? { tickFormat: powerOfTen } : {}),
      label: "Contrastive loss",
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 76,
    },
    marks,
  });
  // Plot's style sheet is for pages.
  plot.querySelector("style")?.remove();
  plot.setAttribute("y", String(PLOT_TOP));
  const items = [
    { label: "training", colour: TRAIN, dot: false, points: train },
    { label: "held-out images", colour: HELD_OUT, dot: true, points: heldOut },
  ].filter((item) => item.points.length > 0);
  return renderSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="${FONT}">` +
      `<text x="${MARGIN_LEFT}" y="48" font-size="28" font-weight="bold" fill="#111">${escapeText(title)}</text>` +
      `${legend(items)}${plot.outerHTML}</svg>`,
    SCALE,
  );
}
