import { escapeText, FONT, renderSvg } from "./render-svg.ts";

export const CHART_WIDTH = 1200;
export const CHART_HEIGHT = 720;
/** Where the drawing begins below the title, the line of text under it and the legend. */
export const CHART_TOP = 132;
export const CHART_LEFT = 92;

const SCALE = 2;

/** Okabe and Ito's blue, vermilion and grey-black, which colour-blind readers tell apart. */
export const COLOURS = { same: "#0072b2", different: "#d55e00", ink: "#333" } as const;

/** How all charts write: for Plot's `style`. */
export const CHART_STYLE = { fontFamily: FONT, fontSize: "17px", color: "#222" } as const;

/** An axis name in the middle of its axis; for Plot's `x` and `y`. */
export const axis = (label: string, labelOffset: number) =>
  ({ label, labelAnchor: "center", labelArrow: "none", labelOffset, grid: true }) as const;

export interface LegendItem {
  readonly label: string;
  readonly colour: string;
  /** A line, a dot, a filled box, or a dashed line. */
  readonly mark: "line" | "dot" | "box" | "dashes";
}

function legendMark({ colour, mark }: LegendItem, x: number, y: number): string {
  if (mark === "dot") return `<circle cx="${x + 17}" cy="${y}" r="7" fill="${colour}"/>`;
  if (mark === "box") {
    return `<rect x="${x}" y="${y - 9}" width="34" height="18" fill="${colour}"/>`;
  }
  const dashes = mark === "dashes" ? ' stroke-dasharray="7 5"' : "";
  return `<path d="M${x} ${y}h34" stroke="${colour}" stroke-width="3"${dashes}/>`;
}

function legendRow(items: readonly LegendItem[], y: number): string {
  let x = CHART_LEFT;
  return items
    .map((item) => {
      const at = x;
      // The font's letters are some 10 pixels wide at this size.
      x += 76 + item.label.length * 10;
      const text = `<text x="${at + 44}" y="${y + 6}" font-size="17" fill="#222">${escapeText(item.label)}</text>`;
      return legendMark(item, at, y) + text;
    })
    .join("");
}

/** Plot's drawing without its style sheet, which is for pages, at a place in the chart. */
export function place(plot: Element, x: number, y: number): string {
  plot.querySelector("style")?.remove();
  // Else the renderer cuts it off at its edges by a mask as large as the picture, which takes six times as long.
  plot.setAttribute("overflow", "visible");
  plot.setAttribute("x", String(x));
  plot.setAttribute("y", String(y));
  return plot.outerHTML;
}

/** What one of several drawings shows, in bold above it; in the legend's place where there is none. */
export const heading = (x: number, text: string, y = 108): string =>
  `<text x="${x}" y="${y}" font-size="17" font-weight="bold" fill="#333">${escapeText(text)}</text>`;

/** A chart as a PNG file, 2400x1440: a title, a line that says what is seen, a legend, and the drawings. */
export function renderChart(chart: {
  readonly title: string;
  readonly subtitle: string;
  readonly legend: readonly LegendItem[];
  readonly drawings: readonly string[];
}): Promise<Uint8Array> {
  return renderSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CHART_WIDTH}" height="${CHART_HEIGHT}" font-family="${FONT}">` +
      `<text x="${CHART_LEFT}" y="44" font-size="28" font-weight="bold" fill="#111">${escapeText(chart.title)}</text>` +
      `<text x="${CHART_LEFT}" y="76" font-size="17" fill="#444">${escapeText(chart.subtitle)}</text>` +
      `${legendRow(chart.legend, 108)}${chart.drawings.join("")}</svg>`,
    SCALE,
  );
}
