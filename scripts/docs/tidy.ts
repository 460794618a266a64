// What typedoc's pages lack for a reader who hears them or goes by keys, put right in their text; and their icons, which a
// page from a disk cannot take out of another file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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

const tidy = (html: string): string =>
  inOrder(withoutNested(html))
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<div class="page-menu">', '<div class="page-menu" role="navigation" aria-label="On this page">')
    // Wider than a phone: scrolled by keys too.
    .replaceAll("<table>", '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll("</table>", "</table></div>")
    // assets/icons.js puts them into the page.
    .replace(/(?<=<use href=")[^"]*icons\.svg(?=#)/g, "");

/** Rewrites the pages of a folder. */
export function tidyPages(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".html")) continue;
    const file = join(folder, name);
    writeFileSync(file, tidy(readFileSync(file, "utf8")));
  }
}
