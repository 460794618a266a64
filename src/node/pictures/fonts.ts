import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** The files of the pictures' font. */
export const FONT_FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] as const;

/** Where such a file lies. */
export const fontPath = (name: string): string =>
  createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`);

/** The bytes of the fonts. The published package has packed-fonts.ts in place of this file. */
export const readFonts = (): Promise<Uint8Array[]> => Promise.all(FONT_FILES.map((name) => readFile(fontPath(name))));
