// The page's pictures that no SVG will do for: icons of an installed page, and the preview where a link is shared.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FONT, renderSvg } from "../src/node/pictures/render-svg.ts";
import { page } from "../src/web/messages/en.ts";

const ICON_SIDES = [192, 512];
const GROUND = "#ffffff";
const NAME = "siamese-simd";

/** Two circles that overlap, on a ground whose edges a system may cut off. */
const iconSvg = (side: number, circles: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="-8 -8 48 48">` +
  `<rect x="-8" y="-8" width="48" height="48" fill="${GROUND}"/>${circles}</svg>`;

const previewSvg = (circles: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">` +
  `<rect width="1200" height="630" fill="${GROUND}"/><g transform="translate(80 150) scale(10)">${circles}</g>` +
  `<text x="440" y="300" font-family="${FONT}" font-size="68" fill="#222222">${page.title}</text>` +
  `<text x="440" y="380" font-family="${FONT}" font-size="32" fill="#444444">A network learns in your browser</text></svg>`;

/** Writes icons, preview and manifest into the page's folder. Returns the files' names. */
export async function writePagePictures(folder: string): Promise<string[]> {
  const [circles] = /<circle.*(?=<\/svg>)/s.exec(await readFile("src/web/icon.svg", "utf8")) ?? [""];
  const names: string[] = [];
  const write = async (name: string, content: Uint8Array | string) => {
    await writeFile(join(folder, name), content);
    names.push(name);
  };
  for (const side of ICON_SIDES) await write(`icon-${side}.png`, await renderSvg(iconSvg(side, circles), 1));
  await write("preview.png", await renderSvg(previewSvg(circles), 1));
  const icons = [
    { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
    ...ICON_SIDES.map((side) => ({
      src: `icon-${side}.png`,
      sizes: `${side}x${side}`,
      type: "image/png",
      purpose: "any maskable",
    })),
  ];
  const manifest = {
    name: page.title,
    short_name: NAME,
    description: page.description,
    start_url: "./",
    scope: "./",
    display: "standalone",
    background_color: GROUND,
    theme_color: GROUND,
    icons,
  };
  await write("manifest.webmanifest", JSON.stringify(manifest));
  return names;
}
