import { t } from "../../messages/t.ts";
import { colours } from "../theme.ts";

/** What a card shows of a network. */
export interface CardContent {
  readonly title: string;
  readonly accuracy: string;
  readonly fingerprint: string;
  readonly link: string;
  /** The map: a text for each image, its colour, and its place, -1 to 1 across and up. */
  readonly points: readonly {
    readonly text: string;
    readonly colour: string;
    readonly x: number;
    readonly y: number;
  }[];
}

/** As link previews have it. */
const [WIDTH, HEIGHT] = [1200, 630];
const MAP = 560;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/**
 * A picture of a network to show around, as SVG: the page never reads a canvas, since some browsers add noise to what a
 * page reads from one.
 */
export function pictureCard({ title, accuracy, fingerprint, link, points }: CardContent): string {
  const { card, ink, soft, accent } = colours();
  const middle = HEIGHT / 2;
  const map = points.map(({ text, colour, x, y }) => {
    const [at, up] = [middle + (x * MAP) / 2, middle - (y * MAP) / 2].map((value) => value.toFixed(1));
    return `<text x="${at}" y="${up}" fill="${colour}">${escaped(text)}</text>`;
  });
  const say = (y: number, size: number, colour: string, text: string, weight = 400): string =>
    `<text x="660" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif">`,
    `<title>${escaped(t("cardDescription", title, accuracy))}</title>`,
    `<rect width="100%" height="100%" fill="${card}"/>`,
    `<g font-size="13" font-weight="650" text-anchor="middle" dominant-baseline="central">${map.join("")}</g>`,
    say(120, 54, ink, t("cardTitle"), 750),
    say(175, 26, soft, title),
    say(330, 120, accent, accuracy, 750),
    say(380, 26, soft, t("cardRight")),
    say(500, 20, soft, t("cardSame")),
    say(532, 22, ink, fingerprint),
    say(572, 18, soft, link),
    "</svg>",
    "",
  ].join("\n");
}
