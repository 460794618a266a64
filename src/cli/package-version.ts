import { createRequire } from "node:module";

/** The version in package.json, found from the sources as from the built files, whichever runs. */
export function packageVersion(): string {
  return createRequire(import.meta.url)("siamese-simd/package.json").version;
}
