import { escapeText, FONT, renderSvg } from "../../src/node/pictures/render-svg.ts";

export interface Row {
  readonly task: string;
  readonly peer: string;
  readonly per_second: number;
}

const WIDTH = 1200;
const LEFT = 300;
const RIGHT = 130;
const BAR = 26;
const OURS = "#0072b2";
const THEIRS = "#b8bec6";
const TITLES: Readonly<Record<string, string>> = {
  step: "Training, pairs a second (32 pairs a step)",
  "embed 1": "Embedding one image at a time, images a second",
  "embed 64": "Embedding 64 images at a time, images a second",
};

/** Bars on a logarithmic scale, a block for each task, the fastest first: docs/peers.png. */
export async function peersChart(rows: readonly Row[]): Promise<Uint8Array> {
  const parts: string[] = [];
  const most = Math.max(...rows.map((row) => row.per_second));
  const least = Math.min(...rows.map((row) => row.per_second)) / 2;
  const width = (value: number): number => ((WIDTH - LEFT - RIGHT) * Math.log(value / least)) / Math.log(most / least);
  let y = 20;
  for (const [task, title] of Object.entries(TITLES)) {
    const bars = rows.filter((row) => row.task === task).sort((a, b) => b.per_second - a.per_second);
    if (bars.length === 0) continue;
    y += 26;
    parts.push(`<text x="24" y="${y}" font-size="21" font-weight="bold" fill="#222">${escapeText(title)}</text>`);
    y += 16;
    for (const { peer, per_second } of bars) {
      const ours = peer.startsWith("siamese-simd");
      const text = `font-size="17" fill="#222"${ours ? ' font-weight="bold"' : ""}`;
      parts.push(
        `<text x="${LEFT - 12}" y="${y + 19}" text-anchor="end" ${text}>${escapeText(peer)}</text>`,
        `<rect x="${LEFT}" y="${y + 3}" width="${width(per_second).toFixed(1)}" height="${BAR - 6}" rx="2" ` +
          `fill="${ours ? OURS : THEIRS}"/>`,
        `<text x="${LEFT + width(per_second) + 8}" y="${y + 19}" ${text}>${Math.round(per_second).toLocaleString("en")}</text>`,
      );
      y += BAR;
    }
    y += 22;
  }
  parts.push(`<text x="24" y="${y + 12}" font-size="15" fill="#666">Logarithmic scale. npm run bench:peers</text>`);
  const height = y + 32;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
    `font-family="${FONT}"><rect width="100%" height="100%" fill="#fff"/>${parts.join("")}</svg>`;
  return renderSvg(svg, 2);
}
