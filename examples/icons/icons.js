// Lucide's icons (ISC), drawn as PNG files.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const { resolve } = createRequire(import.meta.url);
const folder = `${dirname(resolve("lucide-static/package.json"))}/icons`;
await initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));

/** What an icon's file draws, without its names. */
const drawingOf = (svg) => svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>")).trim();

/** The first `count` drawings by their names: `[{ drawing, names }]`. Names of one drawing are duplicates. */
export function readIcons(count) {
  const icons = new Map();
  for (const file of readdirSync(folder).sort()) {
    const drawing = drawingOf(readFileSync(`${folder}/${file}`, "utf8"));
    const names = icons.get(drawing) ?? [];
    names.push(file.slice(0, -".svg".length));
    icons.set(drawing, names);
  }
  return [...icons].slice(0, count).map(([drawing, names]) => ({ drawing, names }));
}

/**
 * An icon as a PNG file: black lines on nothing.
 * @param side pixels; as drawn: 36
 * @param pen width of the lines, in 24ths of the icon; as drawn: 2
 * @param size of the icon, as a share of the picture's
 * @param turn degrees
 */
export function paint(drawing, { side = 36, pen = 2, size = 1, turn = 0 } = {}) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="-14 -14 28 28"
    fill="none" stroke="black" stroke-width="${pen}" stroke-linecap="round" stroke-linejoin="round">
    <g transform="rotate(${turn}) scale(${size}) translate(-12 -12)">${drawing}</g></svg>`;
  return new Resvg(svg).render().asPng();
}
