// Copies the pages to one flat folder, with their links turned to it, for typedoc to render.
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { pages, START, slugOf } from "./pages.ts";
import { liveBlocks } from "./samples.ts";

const START_PAGE = { name: "start.md", title: "Start" };
const pageOf = new Map(pages.map((page) => [page.source, { name: `${slugOf(page)}.md`, title: page.title }]));
/** A link or image of Markdown with an address within the repository. */
const LINK = /\[([^\]]*)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/** A link as it is on the site; files that are no page are copied beside the pages. */
function linkOnSite(source: string, folder: string, text: string, target: string, anchor: string): string {
  const path = normalize(join(dirname(source), target)).replace(/\/$/, "");
  if (!existsSync(path)) throw new Error(`${source}: expected a file behind the link to ${target}.`);
  const page = path === START ? START_PAGE : (pageOf.get(path) ?? pageOf.get(join(path, "README.md")));
  // A file's name tells a reader of the repository where to look; here the page's title does.
  if (page !== undefined) return `[${/^[\w./-]+$/.test(text) ? page.title : text}](./${page.name}${anchor})`;
  if (statSync(path).isDirectory()) throw new Error(`${source}: ${target} is a folder without a page on the site.`);
  const name = basename(path);
  // Not run or rendered by a browser that opens it, but shown.
  const shown = /\.(png|gif|webp|json|txt)$/.test(name) ? name : `${name}.txt`;
  cpSync(path, join(folder, shown));
  return `[${text}](./${shown}${anchor})`;
}

/** Links are turned outside of code; what a program prints is no code to be coloured. */
function forSite(source: string, text: string, folder: string): string {
  return text
    .split(/(^```.*?^```|`[^`\n]+`)/ms)
    .map((part, i) =>
      i % 2 === 1
        ? part.replace(/^```\n/, "```text\n")
        : part.replace(LINK, (_, name: string, target: string, anchor = "") =>
            linkOnSite(source, folder, name, target, anchor),
          ),
    )
    .join("")
    .replace(/^<div id="live-samples">.*$/m, liveBlocks);
}

/** Writes the pages into a folder; returns their paths there in order, the start page first. */
export function stagePages(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const start = join(folder, START_PAGE.name);
  writeFileSync(start, forSite(START, readFileSync(START, "utf8"), folder));
  const rest = pages.map((page) => {
    const path = join(folder, `${slugOf(page)}.md`);
    const text = forSite(page.source, readFileSync(page.source, "utf8"), folder);
    const front = `---\ntitle: ${JSON.stringify(page.title)}\ngroup: ${JSON.stringify(page.group)}\n---\n\n`;
    writeFileSync(path, front + text);
    return path;
  });
  return [start, ...rest];
}
