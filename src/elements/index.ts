// Importing this defines the custom elements <siamese-compare> and <siamese-gallery>, where there are any.
import { SiameseCompare } from "./siamese-compare.ts";
import { SiameseGallery } from "./siamese-gallery.ts";

export type { Stroke } from "../data/strokes.ts";
export type { Answer, Example, GalleryOptions, TaughtSymbol } from "../gallery/gallery.ts";
export { Gallery } from "../gallery/gallery.ts";
export type { Comparison } from "./siamese-compare.ts";
export { SiameseElement } from "./siamese-element.ts";
export type { ElementWords } from "./words.ts";
export { SiameseCompare, SiameseGallery };

if (globalThis.customElements) {
  for (const [name, kind] of [
    ["siamese-compare", SiameseCompare],
    ["siamese-gallery", SiameseGallery],
  ] as const) {
    if (!customElements.get(name)) customElements.define(name, kind);
  }
}
