import { PNG } from "pngjs";
import { escapeText, FONT, renderSvg } from "./render-svg.ts";

export interface PairCard {
  /** (height, width), 0 to 255. */
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  /** 1 to 112. */
  readonly height: number;
  readonly width: number;
  readonly leftLabel: string;
  readonly rightLabel: string;
  /** The truth. */
  readonly same: boolean;
  readonly distance: number;
  /** What the network says. */
  readonly verdict: "same" | "different";
}

export interface PairGallery {
  readonly pairs: readonly PairCard[];
  /** The largest distance that means "same". */
  readonly threshold: number;
  readonly title: string;
  readonly footer: string;
}

const SCALE = 2;
const COLUMNS = 5;
const MARGIN = 24;
const GAP = 14;
// A square for an image, in the picture's pixels: a multiple of 28, of 56 and of 112.
const BOX = 224;
const BOX_UNITS = BOX / SCALE;
const PAD = 8;
const CARD_WIDTH = 3 * PAD + 2 * BOX_UNITS;
const CARD_HEIGHT = 246;
const TRUTH_Y = 168;
const BAND = 38;
const HEADER = 104;
const FOOTER = 56;
const MAX_SIDE = 112;
// Blue and vermilion stay apart for colour-blind readers; both are dark enough to carry white text.
const RIGHT = "#0068a5";
const WRONG = "#b84a00";

const text = (x: number, y: number, size: number, content: string, attributes = ""): string =>
  `<text x="${x}" y="${y}" font-size="${size}" ${attributes}>${escapeText(content)}</text>`;

/** The image as an SVG image of whole picture pixels, in the middle of the box whose corner is (x, y). */
function enlarged(pixels: Uint8Array, height: number, width: number, x: number, y: number): string {
  const side = Math.max(height, width);
  if (!(side >= 1 && side <= MAX_SIDE) || pixels.length !== height * width) {
    throw new RangeError(
      `pairGallery: expected an image of at most ${MAX_SIDE}x${MAX_SIDE} pixels, got ${pixels.length} for ${height}x${width}.`,
    );
  }
  const times = Math.floor(BOX / side);
  const png = new PNG({ width, height });
  for (let i = 0; i < pixels.length; i++) png.data.fill(pixels[i], 4 * i, 4 * i + 3).fill(255, 4 * i + 3, 4 * i + 4);
  const file = PNG.sync.write(png, { colorType: 0 }).toString("base64");
  const [shownWidth, shownHeight] = [width * times, height * times];
  const left = x + Math.floor((BOX - shownWidth) / 2) / SCALE;
  const top = y + Math.floor((BOX - shownHeight) / 2) / SCALE;
  return (
    `<rect x="${x}" y="${y}" width="${BOX_UNITS}" height="${BOX_UNITS}" fill="#000"/>` +
    `<image x="${left}" y="${top}" width="${shownWidth / SCALE}" height="${shownHeight / SCALE}" ` +
    `image-rendering="optimizeSpeed" href="data:image/png;base64,${file}"/>`
  );
}

/** A class name under its image, centred and cut off at the image's sides. */
function label(x: number, name: string): string {
  const shown = name.length > 14 ? `${name.slice(0, 13)}…` : name;
  return (
    `<svg x="${x}" y="${PAD + BOX_UNITS}" width="${BOX_UNITS}" height="28">` +
    text(BOX_UNITS / 2, 20, shown.length > 7 ? 11 : 16, shown, 'text-anchor="middle" font-weight="bold" fill="#111"') +
    "</svg>"
  );
}

function card(pair: PairCard, x: number, y: number): string {
  const { height, width, distance, verdict } = pair;
  const right = (verdict === "same") === pair.same;
  const colour = right ? RIGHT : WRONG;
  const secondX = 2 * PAD + BOX_UNITS;
  const end = 'text-anchor="end" font-weight="bold" fill="#111"';
  const edge = CARD_WIDTH - PAD - 2;
  return (
    `<g transform="translate(${x} ${y})">` +
    `<rect width="${CARD_WIDTH}" height="${CARD_HEIGHT}" fill="#f4f5f6"/>` +
    enlarged(pair.left, height, width, PAD, PAD) +
    enlarged(pair.right, height, width, secondX, PAD) +
    label(PAD, pair.leftLabel) +
    label(secondX, pair.rightLabel) +
    text(PAD + 2, TRUTH_Y, 15, "truth", 'fill="#555"') +
    text(edge, TRUTH_Y, 15, pair.same ? "same" : "different", end) +
    text(PAD + 2, TRUTH_Y + 24, 15, "distance", 'fill="#555"') +
    text(edge, TRUTH_Y + 24, 15, distance.toFixed(3), end) +
    `<rect y="${CARD_HEIGHT - BAND}" width="${CARD_WIDTH}" height="${BAND}" fill="${colour}"/>` +
    text(PAD + 2, CARD_HEIGHT - 13, 16, `says ${verdict}`, 'font-weight="bold" fill="#fff"') +
    text(
      edge,
      CARD_HEIGHT - 13,
      16,
      right ? "✓ right" : "✗ wrong",
      'text-anchor="end" font-weight="bold" fill="#fff"',
    ) +
    `<rect x="0.5" y="0.5" width="${CARD_WIDTH - 1}" height="${CARD_HEIGHT - 1}" fill="none" stroke="${colour}"/>` +
    "</g>"
  );
}

/**
 * Pairs of images with their labels, the distance and the network's verdict, five in a row, as a PNG file:
 * `Siamese_test.png` of a run folder.
 *
 * @throws RangeError if an image is larger than 112x112, or not of its size
 */
export async function pairGallery({ pairs, threshold, title, footer }: PairGallery): Promise<Uint8Array> {
  const rows = Math.ceil(pairs.length / COLUMNS);
  const width = 2 * MARGIN + COLUMNS * CARD_WIDTH + (COLUMNS - 1) * GAP;
  const height = HEADER + rows * (CARD_HEIGHT + GAP) + FOOTER;
  const cards = pairs.map((pair, i) =>
    card(pair, MARGIN + (i % COLUMNS) * (CARD_WIDTH + GAP), HEADER + Math.floor(i / COLUMNS) * (CARD_HEIGHT + GAP)),
  );
  return renderSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONT}">` +
      text(MARGIN, 48, 28, title, 'font-weight="bold" fill="#111"') +
      text(
        MARGIN,
        80,
        17,
        `The network says "same" up to a distance of ${threshold.toFixed(3)}, "different" beyond.`,
        'fill="#444"',
      ) +
      cards.join("") +
      text(MARGIN, height - 24, 17, footer, 'fill="#444"') +
      "</svg>",
    SCALE,
  );
}
