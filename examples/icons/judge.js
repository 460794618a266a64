// Compares what dedupe and search printed with what render.js drew.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const shown = read("shown.json");

/** The pairs of some files that show one icon, and those that do not. */
function countPairs(files) {
  const counts = { same: 0, different: 0 };
  for (const [i, a] of files.entries()) {
    for (const b of files.slice(i + 1)) counts[shown[a] === shown[b] ? "same" : "different"]++;
  }
  return counts;
}

const files = Object.keys(shown);
let [found, wrong] = [0, 0];
for (const group of read("duplicates.json").groups) {
  const { same, different } = countPairs(group.map(({ image }) => image));
  found += same;
  wrong += different;
}
const nearest = Object.fromEntries(
  read("nearest.json").found.map(({ query, neighbours }) => [query, neighbours.map(({ image }) => image)]),
);
console.log(
  JSON.stringify({ files: files.length, duplicates: countPairs(files).same, found, wrong, nearest }, null, 2),
);
