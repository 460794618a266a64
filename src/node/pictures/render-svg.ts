import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { encodePng } from "./encode-png.ts";
import { readFonts } from "./fonts.ts";

/** The font of all pictures. Its files are passed to the renderer: text vanishes where no fonts are installed. */
export const FONT = "DejaVu Sans";

/** Loaded when first needed: commands that draw nothing start faster. */
async function prepare() {
  const require = createRequire(import.meta.url);
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return { Resvg, fonts: await readFonts() };
}

// The renderer can be initialised only once in a process.
let prepared: ReturnType<typeof prepare> | undefined;

/** Text fit to stand in an SVG file: escaped, and without the control characters that XML forbids. */
export function escapeText(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (char) => entities[char]);
}

/** An SVG picture as the bytes of a PNG file, `scale` times as wide and high, on white. */
export async function renderSvg(svg: string, scale: number): Promise<Uint8Array> {
  prepared ??= prepare();
  const { Resvg, fonts } = await prepared;
  const resvg = new Resvg(svg, {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: fonts, defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  const image = resvg.render();
  const { pixels, height, width } = image;
  image.free();
  resvg.free();
  return encodePng(pixels, height, width, 4);
}
