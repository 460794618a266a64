// What typedoc's pages lack for a reader who hears them, goes by keys or has a slow line, put right in their text; and
// their icons, which a page from a disk cannot take out of another file.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";

/** No heading more than a level below the one before it. */
function inOrder(html: string): string {
  let last = 0;
  return html.replace(/<h([1-6])(?=[\s>])/g, (open, level: string) => {
    const shown = Math.min(Number(level), last + 1);
    last = shown;
    return shown === Number(level) ? open : `${open} aria-level="${shown}"`;
  });
}

/** Nothing to press within what opens and closes a part. */
const withoutNested = (html: string): string =>
  html.replace(/<summary.*?<\/summary>/gs, (summary) =>
    summary.replace(/<a [^>]*class="tsd-anchor-icon".*?<\/a>/gs, ""),
  );

/** What hides the page until typedoc's script has come; it does the rest of its work only where a display is set. */
const HIDDEN = /style\.display="none";setTimeout\(.*?,500\)/;

/** The index of the search is the heaviest file, and nobody's first wish: it comes with a visitor's first move. */
const LATE = `<script>{
  const script = document.querySelector("script[data-src]");
  for (const move of ["pointermove", "pointerdown", "keydown", "focusin"])
    addEventListener(move, () => (script.src ||= script.dataset.src), { once: true });
}</script>`;

/** Width and height of a PNG or of a WebP that moves, as their headers have them. */
function sizeOf(file: string): readonly [width: number, height: number] {
  const bytes = readFileSync(file);
  if (file.endsWith(".png")) return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes.toString("latin1", 12, 16) !== "VP8X") throw new Error(`${file}: expected a PNG or a moving WebP.`);
  return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1];
}

/** Pictures wait until they come near, and their place is kept for them. */
const withPictures = (html: string, folder: string): string =>
  html.replace(/<img src="([^"]+)"/g, (open, src: string) => {
    const [width, height] = sizeOf(join(folder, src));
    return `${open} loading="lazy" width="${width}" height="${height}"`;
  });

const STYLES = ["style.css", "highlight.css", "custom.css"];

const tidy = (html: string, folder: string): string =>
  withPictures(inOrder(withoutNested(html)), folder)
    .replace(/<link rel="stylesheet" href="[^"]*(highlight|custom)\.css"\/>/g, "")
    .replace(HIDDEN, 'style.display="block"')
    .replace(/<script async src=("[^"]*") (id="tsd-search-script")>/, "<script data-src=$1 $2>")
    .replace("</body>", `${LATE}</body>`)
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<div class="page-menu">', '<div class="page-menu" role="navigation" aria-label="On this page">')
    // Wider than a phone: scrolled by keys too.
    .replaceAll("<table>", '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll("</table>", "</table></div>")
    // assets/icons.js puts them into the page.
    .replace(/(?<=<use href=")[^"]*icons\.svg(?=#)/g, "");

/** Three files of style as one, and smaller. */
function joinStyles(folder: string): void {
  const files = STYLES.map((name) => join(folder, "assets", name));
  const { code } = transformSync(files.map((file) => readFileSync(file, "utf8")).join("\n"), {
    loader: "css",
    minify: true,
    // Typedoc's own has a rule nested in another's end.
    logLevel: "error",
  });
  for (const file of files) rmSync(file);
  writeFileSync(files[0], code);
}

/** Rewrites the pages of a folder. */
export function tidyPages(folder: string): void {
  joinStyles(folder);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".html")) continue;
    const file = join(folder, name);
    writeFileSync(file, tidy(readFileSync(file, "utf8"), dirname(file)));
  }
}
