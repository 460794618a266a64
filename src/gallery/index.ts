export type { Stroke } from "../data/strokes.ts";
export {
  type Answer,
  createGallery,
  type Example,
  Gallery,
  type GalleryOptions,
  type TaughtSymbol,
} from "./gallery.ts";
export { type LoadGalleryOptions, loadGallery, saveGallery } from "./gallery-file.ts";
export { embedViews } from "./views.ts";
