// In place of fonts.ts in the published package: the fonts lie in a folder beside the bundles, packed (2 of the 20 files
// of the npm package that the repository takes them from).
import { readdir, readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

/** The bytes of the fonts. */
export async function readFonts(): Promise<Uint8Array[]> {
  const folder = new URL("../fonts/", import.meta.url);
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => gunzipSync(await readFile(new URL(name, folder)))));
}
