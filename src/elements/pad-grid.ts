/** The pad's side: places on it are integers, thousandths of the pad from its upper left corner. */
export const PAD_SIDE = 1000;
/** Strokes may leave the pad by half a pad: what lies outside is not shown, but belongs to the drawing. */
export const OUTSIDE = 500;
/** Places of one drawing: more than a visitor draws, few enough for a model file's metadata to hold all symbols. */
export const MAX_PLACES = 800;

/** A place of the pad as it is kept: on the grid, and not too far outside. */
export const toGrid = (value: number): number => Math.round(Math.min(PAD_SIDE + OUTSIDE, Math.max(-OUTSIDE, value)));
