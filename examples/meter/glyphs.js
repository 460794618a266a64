// Draws characters of fonts that npm packages ship, as masks: 0 where there is nothing, 255 where there is ink.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const { resolve } = createRequire(import.meta.url);

/** Pixels of a mask: a window of a meter shows 60 of its 96 columns, and all of its rows at most. */
export const GLYPH = { width: 96, height: 96 };

const FONTS = [
  ["DejaVu Sans Condensed", 700, "dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf"],
  ["DejaVu Sans Mono", 400, "dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf"],
  ["Oswald", 500, "@expo-google-fonts/oswald/500Medium/Oswald_500Medium.ttf"],
];

export const FONT_COUNT = FONTS.length;

await initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));
const files = FONTS.map(([, , file]) => readFileSync(resolve(file)));
const masks = new Map();

/** The mask of one character (a space is blank), GLYPH.height rows of GLYPH.width bytes. */
export function glyph(font, character) {
  const key = `${font} ${character}`;
  const known = masks.get(key);
  if (known) return known;
  const [family, weight] = FONTS[font];
  const { width, height } = GLYPH;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${width / 2}"
    y="${height * 0.77}" font-family="${family}" font-weight="${weight}" font-size="${height * 0.76}"
    text-anchor="middle">${character}</text></svg>`;
  const { pixels } = new Resvg(svg, { font: { fontBuffers: files } }).render();
  const mask = Uint8Array.from({ length: width * height }, (_, i) => pixels[4 * i + 3]);
  masks.set(key, mask);
  return mask;
}
