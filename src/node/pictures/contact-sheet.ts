import { fitImage } from "../../data/fit.ts";
import type { DecodedImage } from "../../data/image.ts";
import type { Ground } from "../../data/ink.ts";
import type { Verdict } from "../../metrics/calibration.ts";
import { encodePng } from "./encode-png.ts";
import { escapeText, FONT, renderSvg } from "./render-svg.ts";

/** An image in a contact sheet. */
export interface SheetTile {
  /** As its file has it. Undefined: its place stays empty. */
  readonly image: DecodedImage | undefined;
  readonly name: string;
  /** What stands below, such as a distance. */
  readonly note: string;
  /** Tells the colour of its note. */
  readonly verdict?: Verdict | undefined;
}

export interface SheetRow {
  readonly title: string;
  readonly tiles: readonly SheetTile[];
}

/** Rows of images, for people to look through. */
export interface ContactSheet {
  readonly title: string;
  /** Lines below the title. */
  readonly about: readonly string[];
  /** What see-through images are laid on. */
  readonly background: Ground | "auto";
  readonly rows: readonly SheetRow[];
}

/** Pixels of an image's longest side, in a file and as shown. */
const BOX = 192;
const SHOWN = 96;
// Blue and vermilion stay apart for colour-blind readers; all are dark enough to be read on white.
const COLOURS: Readonly<Record<Verdict | "none", string>> = {
  same: "#0068a5",
  different: "#b84a00",
  unsure: "#555",
  none: "#555",
};
const colourOf = ({ verdict }: SheetTile): string => COLOURS[verdict ?? "none"];

interface Picture {
  readonly height: number;
  readonly width: number;
  readonly href: string;
}

/** An image as a PNG file in a URL; made smaller if a side is longer than the box. */
async function pictureOf(image: DecodedImage, background: Ground | "auto"): Promise<Picture> {
  const longest = Math.max(image.height, image.width);
  const shorten = (side: number) => (longest <= BOX ? side : Math.max(1, Math.round((side * BOX) / longest)));
  const [height, width] = [shorten(image.height), shorten(image.width)];
  const pixels = fitImage(image, { height, width, channels: 3, fit: "stretch", background });
  const file = Buffer.from(await encodePng(pixels, height, width, 3)).toString("base64");
  return { height, width, href: `data:image/png;base64,${file}` };
}

/** Sides of a picture as shown: small ones are enlarged to whole pixels. */
function shownSize({ height, width }: Picture): { height: number; width: number } {
  const longest = Math.max(height, width);
  const times = longest > SHOWN ? SHOWN / longest : Math.floor(SHOWN / longest);
  return { height: height * times, width: width * times };
}

/** The end of a name, which tells files apart. */
const cut = (name: string, most: number): string => (name.length > most ? `…${name.slice(1 - most)}` : name);

/** One HTML file with all pictures in it; nothing is loaded. */
export async function contactSheetHtml({ title, about, rows, background }: ContactSheet): Promise<Uint8Array> {
  const parts: string[] = [];
  for (const row of rows) {
    parts.push(`<section><h2>${escapeText(row.title)}</h2><div>`);
    for (const tile of row.tiles) {
      const name = escapeText(tile.name);
      let picture = '<span class="none">no picture</span>';
      if (tile.image) {
        const made = await pictureOf(tile.image, background);
        const { height, width } = shownSize(made);
        picture = `<img src="${made.href}" alt="" width="${Math.round(width)}" height="${Math.round(height)}">`;
      }
      parts.push(
        `<figure title="${name}"><span class="box">${picture}</span><figcaption><b>${name}</b>` +
          `<span style="color:${colourOf(tile)}">${escapeText(tile.note)}</span></figcaption></figure>`,
      );
    }
    parts.push("</div></section>");
  }
  return new TextEncoder().encode(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>
body { margin: 24px; font: 15px/1.4 system-ui, sans-serif; color: #111; background: #fff; }
h1 { font-size: 24px; margin: 0 0 8px; }
h2 { font-size: 16px; margin: 24px 0 8px; overflow-wrap: anywhere; }
p { margin: 0 0 4px; color: #444; max-width: 80ch; }
section > div { display: flex; flex-wrap: wrap; gap: 12px; }
figure { margin: 0; width: 128px; padding: 8px; background: #f4f5f6; border-radius: 4px; }
.box { display: flex; height: ${SHOWN}px; align-items: center; justify-content: center; }
img { image-rendering: pixelated; outline: 1px solid #c8ccd0; }
.none { color: #555; font-size: 12px; }
figcaption b { display: block; font-size: 12px; font-weight: 600; overflow-wrap: anywhere; margin-top: 6px; }
figcaption span { font-size: 13px; font-weight: 600; }
</style>
<h1>${escapeText(title)}</h1>
${about.map((line) => `<p>${escapeText(line)}</p>`).join("\n")}
${parts.join("\n")}
</html>
`);
}

const MARGIN = 24;
const TILE = { width: 136, height: 152, gap: 10 } as const;
const TITLE = 26;
/** Tiles side by side; a row of more goes on below. */
const COLUMNS = 11;

const text = (x: number, y: number, size: number, content: string, attributes: string): string =>
  `<text x="${x}" y="${y}" font-size="${size}" ${attributes}>${escapeText(content)}</text>`;

async function tileSvg(tile: SheetTile, x: number, y: number, background: Ground | "auto"): Promise<string> {
  const middle = x + TILE.width / 2;
  const centred = 'text-anchor="middle"';
  let picture = text(middle, y + 60, 12, "no picture", `${centred} fill="#555"`);
  if (tile.image) {
    const made = await pictureOf(tile.image, background);
    const { height, width } = shownSize(made);
    const [left, top] = [middle - width / 2, y + 8 + (SHOWN - height) / 2];
    picture =
      `<image x="${left}" y="${top}" width="${width}" height="${height}" image-rendering="optimizeSpeed" ` +
      `href="${made.href}"/>` +
      `<rect x="${left - 0.5}" y="${top - 0.5}" width="${width + 1}" height="${height + 1}" fill="none" stroke="#c8ccd0"/>`;
  }
  return (
    `<rect x="${x}" y="${y}" width="${TILE.width}" height="${TILE.height}" fill="#f4f5f6"/>${picture}` +
    text(middle, y + 122, 11, cut(tile.name, 19), `${centred} fill="#111"`) +
    text(middle, y + 141, 13, tile.note, `${centred} font-weight="bold" fill="${colourOf(tile)}"`)
  );
}

/** A PNG file; what is more than 11 tiles wide goes on below. */
export async function contactSheetPng({ title, about, rows, background }: ContactSheet): Promise<Uint8Array> {
  const parts = [text(MARGIN, 46, 24, title, 'font-weight="bold" fill="#111"')];
  let y = 72;
  for (const line of about) {
    parts.push(text(MARGIN, y, 15, line, 'fill="#444"'));
    y += 22;
  }
  const columns = Math.min(COLUMNS, Math.max(...rows.map(({ tiles }) => tiles.length)));
  for (const row of rows) {
    parts.push(text(MARGIN, y + 20, 15, cut(row.title, 100), 'font-weight="bold" fill="#111"'));
    y += TITLE;
    for (const [i, tile] of row.tiles.entries()) {
      const column = i % COLUMNS;
      if (i > 0 && column === 0) y += TILE.height + TILE.gap;
      parts.push(await tileSvg(tile, MARGIN + column * (TILE.width + TILE.gap), y + 4, background));
    }
    y += TILE.height + TILE.gap + 8;
  }
  const widest = Math.max(...about.map((line) => line.length * 8.4), title.length * 16);
  const width = Math.ceil(2 * MARGIN + Math.max(widest, columns * (TILE.width + TILE.gap) - TILE.gap));
  const size = `width="${width}" height="${y + MARGIN}"`;
  return renderSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}">${parts.join("")}</svg>`,
    rows.length > 20 ? 1 : 2,
  );
}
