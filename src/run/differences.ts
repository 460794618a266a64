import { canHash } from "../formats/hash.ts";
import { quote, quoteValue } from "../message-text.ts";
import { RECIPE_ENTRIES } from "../train/recipe.ts";
import type { RunIdentity } from "./identity.ts";

/** Plain JSON as one text, whatever the order of the keys. */
function textOf(value: unknown): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
/** For a message: one line, at most 200 characters. */
const shown = (text: string): string => quote(text, 200).slice(1, -1).replaceAll('\\"', '"');

/**
 * What differs between a run in a file and one that is to resume it, a phrase each; none: they give the same bits. What
 * only one of them can know is left out: the hash of the images, and the first weights where none are given.
 */
export function differences(was: RunIdentity, is: RunIdentity): string[] {
  const entry = (key: keyof RunIdentity): [string, unknown, unknown] => [key, was[key], is[key]];
  const compared = [
    ...(["version", "seed", "architecture", "pairs"] as const).map(entry),
    ...RECIPE_ENTRIES.filter((key) => key !== "name").map((key): [string, unknown, unknown] => [
      `recipe.${key}`,
      was.recipe[key],
      is.recipe[key],
    ]),
    ...(canHash() ? [entry("dataHash")] : []),
    ...(is.init === undefined ? [] : [entry("init")]),
  ];
  return compared.flatMap(([key, before, now]) => {
    const [a, b] = [textOf(before), textOf(now)];
    if (a === b) return [];
    const images = key === "dataHash" ? ` (images: ${quoteValue(was.data)}, now ${quoteValue(is.data)})` : "";
    return [`${key} was ${shown(a)} and is ${shown(b)}${images}`];
  });
}
