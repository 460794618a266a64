// Whether every link, picture, script and style of the site leads to a file of the site, and every anchor to a place in
// it; and whether nothing is loaded from elsewhere.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, normalize } from "node:path";
import { parseHTML } from "linkedom";

export interface Links {
  /** Links within the site. */
  readonly links: number;
  readonly files: ReadonlySet<string>;
}

const attributes = [
  ["a", "href"],
  ["img", "src"],
  ["script", "src"],
  ["link", "href"],
] as const;

/** @throws Error with all that lead nowhere */
export function checkLinks(folder: string): Links {
  const files = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => normalize(join(each.parentPath, each.name)).slice(normalize(folder).length + 1)),
  );
  const anchors = new Map<string, Set<string>>();
  const found: { page: string; tag: string; to: string }[] = [];
  for (const page of [...files].filter((name) => extname(name) === ".html")) {
    const { document } = parseHTML(readFileSync(join(folder, page), "utf8"));
    anchors.set(page, new Set([...document.querySelectorAll("[id]")].map(({ id }) => id)));
    for (const [tag, attribute] of attributes) {
      for (const element of document.querySelectorAll(`${tag}[${attribute}]`)) {
        found.push({ page, tag, to: element.getAttribute(attribute) ?? "" });
      }
    }
  }
  const broken: string[] = [];
  let links = 0;
  for (const { page, tag, to } of found) {
    if (/^[a-z]+:/i.test(to) || to.startsWith("//")) {
      if (tag !== "a") broken.push(`${page}: <${tag}> loads ${to}`);
      continue;
    }
    links++;
    const [path, anchor] = to.split("#");
    const file = path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path)));
    if (!files.has(file)) broken.push(`${page}: <${tag}> ${to}`);
    else if (anchor && extname(file) === ".html" && !anchors.get(file)?.has(decodeURIComponent(anchor))) {
      broken.push(`${page}: no such place: ${to}`);
    }
  }
  if (broken.length > 0) throw new Error(`links that lead nowhere:\n${[...new Set(broken)].join("\n")}`);
  return { links, files };
}
