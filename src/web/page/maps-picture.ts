import { drawingContext } from "./elements.ts";
import { rgbOf } from "./picture.ts";
import { colours } from "./theme.ts";

/** Pictures side by side: (count, rows, columns). */
export interface Maps {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** Canvas pixels between two maps, and of a value that is a map of its own. */
const [GAP, CELL] = [1, 4];
/** CSS pixels of a picture from which on eight maps lie in a row, not four. */
const WIDE = 260;

/** How many maps lie in a row of the picture. */
function acrossOf({ count, rows, columns }: Maps, width: number): number {
  const across = width < WIDE ? 4 : 8;
  return Math.min(count, rows * columns === 1 ? 16 : across);
}

/**
 * Shows maps as ink: from none at 0 to all at `most`; or, where values may be negative, from none at `-most`.
 * @param isSigned whether they may be
 */
export function showMaps(canvas: HTMLCanvasElement, maps: Maps, most: number, isSigned: boolean): void {
  const { count, rows, columns, values } = maps;
  const cell = rows * columns === 1 ? CELL : 1;
  const across = acrossOf(maps, canvas.clientWidth);
  const [wide, high] = [columns * cell + GAP, rows * cell + GAP];
  canvas.width = across * wide - GAP;
  canvas.height = Math.ceil(count / across) * high - GAP;
  const { digitGround, digitInk } = colours();
  const [ground, ink] = [rgbOf(digitGround), rgbOf(digitInk)];
  const context = drawingContext(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  for (let m = 0; m < count; m++) {
    const [top, left] = [Math.floor(m / across) * high, (m % across) * wide];
    for (let y = 0; y < rows * cell; y++) {
      for (let x = 0; x < columns * cell; x++) {
        const value = values[(m * rows + Math.floor(y / cell)) * columns + Math.floor(x / cell)] / most;
        const share = Math.min(1, Math.max(0, isSigned ? (value + 1) / 2 : value));
        const at = 4 * ((top + y) * canvas.width + left + x);
        for (let c = 0; c < 3; c++) image.data[at + c] = ground[c] + share * (ink[c] - ground[c]);
        image.data[at + 3] = 255;
      }
    }
  }
  context.putImageData(image, 0, 0);
}
