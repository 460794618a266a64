export type { Stroke } from "../data/strokes.ts";
export { embedViews } from "../evaluate/views.ts";
export {
  type Answer,
  createGallery,
  type Example,
  Gallery,
  type GalleryOptions,
  type TaughtSymbol,
} from "./gallery.ts";
export { type LoadGalleryOptions, loadGallery, saveGallery } from "./gallery-file.ts";
