// All of it is loaded on demand: most networks see no photographs.
export { drawPhoto, PHOTO_NUMBERS } from "./draw-photo.ts";
export { Photographer } from "./photographer.ts";
