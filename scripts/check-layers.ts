// Checks that a file of src imports only from its own room and from rooms on floors below, and Node's modules only where
// Node is: npm run check. A room is a folder of src; the helpers that lie in src itself are the ground floor.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { entries } from "./entries.ts";

/** From the ground up. Rooms of one floor do not know of each other. */
export const floors: readonly (readonly string[])[] = [
  ["ground"],
  ["reference"],
  ["wasm"],
  ["data", "loss", "optim"],
  ["metrics", "mnist", "read"],
  ["nn"],
  ["evaluate"],
  ["train"],
  ["formats", "threads"],
  ["gallery", "run", "search"],
  ["elements", "jobs", "weights"],
  ["entries"],
  ["node", "web"],
  ["cli"],
];

/** Files in src itself that are a face of the package, and may import from any room but Node's and the page's. */
const ENTRIES = entries.map(({ source }) => source.slice("src/".length)).filter((path) => !path.includes("/"));

/** Rooms that run in Node only. */
const NODE_ROOMS = ["node", "cli"];

const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

/** The room of a path within src. */
function roomOf(path: string): string {
  const [first, ...rest] = path.split("/");
  if (rest.length > 0) return first;
  return ENTRIES.includes(first) ? "entries" : "ground";
}

/** What a file imports, exports from and loads when needed, types included. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g)].map(([, name]) => name);

/**
 * The imports that go up, sideways, or out.
 * @param files paths within src, with forward slashes, and their texts
 * @returns a line for each, or none
 */
export function findWrongImports(files: ReadonlyMap<string, string>): string[] {
  const wrong: string[] = [];
  for (const [path, text] of files) {
    const room = roomOf(path);
    const floor = floorOf.get(room);
    if (floor === undefined) {
      wrong.push(`src/${path}: the room ${room} has no floor; give it one in scripts/check-layers.ts.`);
      continue;
    }
    for (const name of importsOf(text)) {
      if (name.startsWith("node:") && !NODE_ROOMS.includes(room)) {
        wrong.push(`src/${path}: imports ${name}; only ${NODE_ROOMS.join(" and ")} may import Node's modules.`);
      }
      if (!name.startsWith(".")) continue;
      const target = normalize(join(dirname(path), name))
        .split(sep)
        .join("/");
      const other = roomOf(target);
      // What the build makes lies outside src.
      if (target.startsWith("..") || other === room) continue;
      const below = floorOf.get(other);
      if (below === undefined || below >= floor) {
        wrong.push(`src/${path}: imports ${name}; ${other} is not on a floor below ${room}.`);
      }
    }
  }
  return wrong;
}

/** All TypeScript files of src. */
function readSources(): Map<string, string> {
  const entries = readdirSync("src", { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  return new Map(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative("src", path).split(sep).join("/"), readFileSync(path, "utf8")];
    }),
  );
}

if (process.argv[1]?.endsWith("check-layers.ts")) {
  const wrong = findWrongImports(readSources());
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
