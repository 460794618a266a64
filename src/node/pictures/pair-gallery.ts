import { scaleImage } from "../../data/scale-image.ts";
import { encodePng } from "./encode-png.ts";
import { escapeText, FONT, renderSvg } from "./render-svg.ts";

export interface PairCard {
  /** (height, width, channels), 0 to 255. */
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
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
// Blue and vermilion stay apart for colour-blind readers; both are dark enough to carry white text.
const RIGHT = "#0068a5";
const WRONG = "#b84a00";

const text = (x: number, y: number, size: number, content: string, attributes = ""): string =>
  `<text x="${x}" y="${y}" font-size="${size}" ${attributes}>${escapeText(content)}</text>`;

type Size = Pick<PairCard, "height" | "width" | "channels">;

/** An image with sides too long for the box, made to fit it. */
function shrink(pixels: Uint8Array, size: Size): { pixels: Uint8Array } & Size {
  const { height, width, channels } = size;
  const side = Math.max(height, width);
  if (side <= BOX) return { pixels, ...size };
  const shorten = (length: number) => Math.max(1, Math.round((length * BOX) / side));
  const small = { height: shorten(height), width: shorten(width), channels };
  const result = new Uint8Array(small.height * small.width * channels);
  for (let c = 0; c < channels; c++) {
    const plane = Uint8Array.from({ length: height * width }, (_, i) => pixels[i * channels + c]);
    for (const [i, value] of scaleImage(plane, height, width, small.height, small.width).entries()) {
      result[i * channels + c] = value;
    }
  }
  return { pixels: result, ...small };
}

/** The image as an SVG image of whole picture pixels, in the middle of the box whose corner is (x, y). */
async function boxed(image: Uint8Array, size: Size, x: number, y: number): Promise<string> {
  const bytes = size.height * size.width * size.channels;
  if (!(bytes > 0) || image.length !== bytes) {
    throw new RangeError(
      `pairGallery: expected an image of ${size.height}x${size.width}x${size.channels}, got ${image.length} bytes.`,
    );
  }
  const { pixels, height, width, channels } = shrink(image, size);
  const times = Math.floor(BOX / Math.max(height, width));
  const file = Buffer.from(await encodePng(pixels, height, width, channels)).toString("base64");
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

async function card(pair: PairCard, x: number, y: number): Promise<string> {
  const { distance, verdict } = pair;
  const right = (verdict === "same") === pair.same;
  const colour = right ? RIGHT : WRONG;
  const secondX = 2 * PAD + BOX_UNITS;
  const end = 'text-anchor="end" font-weight="bold" fill="#111"';
  const edge = CARD_WIDTH - PAD - 2;
  return (
    `<g transform="translate(${x} ${y})">` +
    `<rect width="${CARD_WIDTH}" height="${CARD_HEIGHT}" fill="#f4f5f6"/>` +
    (await boxed(pair.left, pair, PAD, PAD)) +
    (await boxed(pair.right, pair, secondX, PAD)) +
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
 * `Siamese_test.png` of a run folder. Small images are enlarged to whole pixels, those of more than 224 pixels a side
 * made smaller.
 *
 * @throws RangeError if an image is not of its size
 */
export async function pairGallery({ pairs, threshold, title, footer }: PairGallery): Promise<Uint8Array> {
  const rows = Math.ceil(pairs.length / COLUMNS);
  const width = 2 * MARGIN + COLUMNS * CARD_WIDTH + (COLUMNS - 1) * GAP;
  const height = HEADER + rows * (CARD_HEIGHT + GAP) + FOOTER;
  const cards = await Promise.all(
    pairs.map((pair, i) =>
      card(pair, MARGIN + (i % COLUMNS) * (CARD_WIDTH + GAP), HEADER + Math.floor(i / COLUMNS) * (CARD_HEIGHT + GAP)),
    ),
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
