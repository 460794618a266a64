import type { Json } from "../../jobs/canonical-json.ts";
import { refuse } from "../../read/unreadable.ts";
import type { ImageRef } from "./list-images.ts";

/** Image references as a task's input. */
export const refsInput = (refs: readonly ImageRef[]): Json =>
  refs.map(({ name, path, entry }) => {
    if (entry !== undefined) return [name, path, entry];
    // Most are called by their paths: a string is told to a thread sooner than a list.
    return name === path ? path : [name, path];
  });

/** Image references of a task's input. @throws UnreadableFileError if it is none */
export function refsOfInput(input: Json): ImageRef[] {
  if (!Array.isArray(input)) return refuse("a task", "expected a list of image files.");
  return input.map((each: unknown) => {
    if (typeof each === "string") return { name: each, path: each };
    const parts = Array.isArray(each) ? each : [];
    if (parts.length < 2 || parts.length > 3 || !parts.every((part) => typeof part === "string")) {
      refuse("a task", "expected an image file as its name, its path, and its name within an archive.");
    }
    const [name, path, entry] = parts as [string, string, string?];
    return { name, path, ...(entry === undefined ? {} : { entry }) };
  });
}
