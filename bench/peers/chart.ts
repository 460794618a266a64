import { escapeText, FONT, renderSvg } from "../../src/node/pictures/render-svg.ts";

export interface Row {
  /** One of networks.ts. */
  readonly network: string;
  readonly task: string;
  readonly peer: string;
  readonly us: number;
  readonly per_second: number;
  /** This peer's time over that of this library with one thread. */
  readonly ours_is_faster: number;
}

const COLUMN = 940;
const LEFT = 340;
const RIGHT = 130;
const BAR = 26;
const OURS = "#0072b2";
const THEIRS = "#b8bec6";
const TASKS: Readonly<Record<string, string>> = {
  step: "Training, pairs a second (32 pairs a step)",
  "embed 1": "Embedding one image at a time, images a second",
  "embed 64": "Embedding 64 images at a time, images a second",
};
/** One column each: the default network, and a larger one. */
const NETWORKS: Readonly<Record<string, string>> = {
  default: "28x28 grey, filters 8/16",
  "96x96x3": "96x96 RGB, filters 32/64/64/64",
};

/** A network's bars on a logarithmic scale, a block for each task, the fastest first; and where they end. */
function column(rows: readonly Row[], title: string, x: number): { parts: string[]; end: number } {
  const most = Math.max(...rows.map((row) => row.per_second));
  const least = Math.min(...rows.map((row) => row.per_second)) / 2;
  const width = (value: number): number => ((COLUMN - LEFT - RIGHT) * Math.log(value / least)) / Math.log(most / least);
  const heading = 'font-weight="bold" fill="#222"';
  const parts = [`<text x="${x + 24}" y="42" font-size="25" ${heading}>${escapeText(title)}</text>`];
  let y = 58;
  for (const [task, name] of Object.entries(TASKS)) {
    const bars = rows.filter((row) => row.task === task).sort((a, b) => b.per_second - a.per_second);
    if (bars.length === 0) continue;
    y += 26;
    parts.push(`<text x="${x + 24}" y="${y}" font-size="21" ${heading}>${escapeText(name)}</text>`);
    y += 16;
    for (const { peer, per_second } of bars) {
      const ours = peer.startsWith("siamese-simd");
      const text = `font-size="17" fill="#222"${ours ? ' font-weight="bold"' : ""}`;
      const end = x + LEFT + width(per_second);
      const rounded = per_second < 10 ? per_second.toPrecision(2) : Math.round(per_second).toLocaleString("en");
      parts.push(
        `<text x="${x + LEFT - 12}" y="${y + 19}" text-anchor="end" ${text}>${escapeText(peer)}</text>`,
        `<rect x="${x + LEFT}" y="${y + 3}" width="${width(per_second).toFixed(1)}" height="${BAR - 6}" rx="2" ` +
          `fill="${ours ? OURS : THEIRS}"/>`,
        `<text x="${end + 8}" y="${y + 19}" ${text}>${rounded}</text>`,
      );
      y += BAR;
    }
    y += 22;
  }
  return { parts, end: y };
}

/** The picture docs/peers.png, of the networks in it that were measured. */
export async function peersChart(rows: readonly Row[]): Promise<Uint8Array> {
  const measured = Object.entries(NETWORKS).filter(([network]) => rows.some((row) => row.network === network));
  const columns = measured.map(([network, title], i) => {
    const own = rows.filter((row) => row.network === network);
    return column(own, title, i * COLUMN);
  });
  const end = Math.max(...columns.map((one) => one.end));
  const [width, height] = [measured.length * COLUMN, end + 32];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="${FONT}"><rect width="100%" height="100%" fill="#fff"/>${columns.flatMap((one) => one.parts).join("")}` +
    `<text x="24" y="${end + 12}" font-size="15" fill="#666">Logarithmic scales. npm run bench:peers</text></svg>`;
  return renderSvg(svg, 1);
}
