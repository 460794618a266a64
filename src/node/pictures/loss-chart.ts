import {
  axis,
  CHART_HEIGHT,
  CHART_LEFT,
  CHART_STYLE,
  CHART_TOP,
  CHART_WIDTH,
  COLOURS,
  heading,
  type LegendItem,
  place,
  renderChart,
} from "./chart-frame.ts";

export interface LossPoint {
  /** Passes done, fractions allowed. */
  readonly epoch: number;
  readonly loss: number;
}

/** A loss over the epochs, and which loss it is. */
export interface LossCurve {
  readonly name: string;
  /** In the order of the epochs. */
  readonly points: readonly LossPoint[];
}

export interface LossChart {
  /** The loss that training makes smaller; over 200 points are averaged in groups. */
  readonly train: LossCurve;
  /** What was measured on held-out images. */
  readonly heldOut: LossCurve;
  readonly title: string;
}

interface Series extends LossCurve {
  readonly images: string;
  readonly colour: string;
  readonly dots: boolean;
}

const MAX_POINTS = 200;

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

/** Draws curves of one loss on one pair of axes. */
async function drawPanel(curves: readonly Series[], epochs: number, left: number, width: number, top: number) {
  const Plot = await import("./plot.ts");
  const highest = Math.max(...curves.map(({ points }) => largest(points, "loss")));
  const plot = Plot.plot({
    document: Plot.emptyDocument(),
    width,
    height: CHART_HEIGHT - top,
    marginLeft: CHART_LEFT,
    marginRight: 36,
    marginTop: 12,
    marginBottom: 72,
    style: CHART_STYLE,
    x: {
      domain: [0, epochs],
      ticks: epochs < 3 ? 4 : Math.min(epochs, Math.round(width / 120)),
      ...axis("Epoch", 52),
    },
    y: {
      domain: [0, highest > 0 ? highest * 1.04 : 1],
      ticks: 8,
      // Plain decimals of such losses would not fit beside the axis.
      ...(highest > 0 && (highest < 0.001 || highest >= 1e5) ? { tickFormat: powerOfTen } : {}),
      ...axis(curves[0].name, 76),
    },
    marks: [
      Plot.ruleY([0], { stroke: "#444" }),
      ...curves.map(({ points, colour }) =>
        Plot.line(points, { x: "epoch", y: "loss", stroke: colour, strokeWidth: 2.5 }),
      ),
      // A line of one point shows nothing.
      ...curves
        .filter(({ points, dots }) => dots || points.length === 1)
        .map(({ points, colour }) =>
          Plot.dot(points, { x: "epoch", y: "loss", fill: colour, r: points.length > 60 ? 3 : 5 }),
        ),
    ],
  });
  return place(plot, left, top);
}

/**
 * The loss over the epochs as a PNG file, 2400x1440: `Siamese_loss.png` of a run folder. Two curves of one loss share
 * their axes; two losses, such as of the hardest pairs and of all pairs, stand side by side, each with its own scale.
 *
 * @throws RangeError if a point is not finite
 */
export async function lossChart({ train, heldOut, title }: LossChart): Promise<Uint8Array> {
  const points = [...train.points, ...heldOut.points];
  const bad = points.find(({ epoch, loss }) => !Number.isFinite(epoch) || !Number.isFinite(loss));
  if (bad) throw new RangeError(`lossChart: expected finite points, got loss ${bad.loss} at epoch ${bad.epoch}.`);
  const epochs = Math.max(1, Math.ceil(largest(points, "epoch")));
  const training = {
    ...train,
    points: averaged(train.points),
    images: "Training images",
    colour: COLOURS.same,
    dots: false,
  };
  const measured = { ...heldOut, images: "Held-out images", colour: COLOURS.different, dots: true };
  const shown: Series[] = measured.points.length > 0 ? [training, measured] : [training];
  if (shown.every(({ name }) => name === train.name)) {
    return renderChart({
      title,
      subtitle: "One loss, of the images that it is trained on and of images that it never sees.",
      legend: shown.map(({ images, colour }): LegendItem => ({ label: images, colour, mark: "line" })),
      drawings: [await drawPanel(shown, epochs, 0, CHART_WIDTH, CHART_TOP)],
    });
  }
  const half = CHART_WIDTH / 2;
  const headings = shown.map(({ images }, i) => heading(CHART_LEFT + i * half, images));
  const panels = shown.map((curve, i) => drawPanel([curve], epochs, i * half, half, CHART_TOP));
  return renderChart({
    title,
    subtitle: "Two different losses, each with its own scale: their heights cannot be compared.",
    legend: [],
    drawings: [...headings, ...(await Promise.all(panels))],
  });
}
