// Lucide's icons (ISC), as pictures of 36x36: an icon a file, and icons of several names several files.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const { resolve } = createRequire(import.meta.url);
const folder = `${dirname(resolve("lucide-static/package.json"))}/icons`;
await initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));

export const SIDE = 36;

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
 * An icon as white lines on black, SIDE by SIDE bytes.
 * @param pen width of the lines, in 24ths of the icon; as drawn: 2
 * @param size of the icon, as a share of the picture's
 * @param turn degrees
 */
export function paint(drawing, { pen = 2, size = 1, turn = 0 } = {}) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="-14 -14 28 28"
    fill="none" stroke="white" stroke-width="${pen}" stroke-linecap="round" stroke-linejoin="round">
    <g transform="rotate(${turn}) scale(${size}) translate(-12 -12)">${drawing}</g></svg>`;
  const { pixels } = new Resvg(svg).render();
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => pixels[4 * i + 3]);
}
