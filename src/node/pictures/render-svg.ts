import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { PNG } from "pngjs";

/** The font of all pictures. Its files are passed to the renderer: text vanishes where no fonts are installed. */
export const FONT = "DejaVu Sans";

const FONT_FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

async function prepare(): Promise<Uint8Array[]> {
  const require = createRequire(import.meta.url);
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return Promise.all(FONT_FILES.map((name) => readFile(require.resolve(`dejavu-fonts-ttf/ttf/${name}`))));
}

// The renderer can be initialised only once in a process.
let fonts: Promise<Uint8Array[]> | undefined;

/** Text fit to stand in an SVG file: escaped, and without the control characters that XML forbids. */
export function escapeText(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (char) => entities[char]);
}

/** An SVG picture as the bytes of a PNG file, `scale` times as wide and high, on white. */
export async function renderSvg(svg: string, scale: number): Promise<Uint8Array> {
  fonts ??= prepare();
  const resvg = new Resvg(svg, {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: await fonts, defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  const image = resvg.render();
  const png = new PNG({ width: image.width, height: image.height });
  png.data = Buffer.from(image.pixels);
  image.free();
  resvg.free();
  // Flat areas and text pack twice as well unfiltered, and with zlib's own strategy.
  return PNG.sync.write(png, { colorType: 2, filterType: 0, deflateStrategy: 0 });
}
