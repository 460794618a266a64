/** Where there is ink: (height, width), 255 or 0. */
export interface Mask {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** A spot smaller than this share of the largest is a speck. */
const SPECK = 0.01;

interface Spot {
  readonly places: readonly number[];
  readonly isAtEdge: boolean;
}

/** Connected spots of ink, corners included. */
function findSpots({ pixels, height, width }: Mask): Spot[] {
  const left = pixels.slice();
  const spots: Spot[] = [];
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue;
    const places = [start];
    left[start] = 0;
    let isAtEdge = false;
    for (let next = 0; next < places.length; next++) {
      const [y, x] = [Math.floor(places[next] / width), places[next] % width];
      if (y === 0 || x === 0 || y === height - 1 || x === width - 1) isAtEdge = true;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          if (left[ny * width + nx] === 0) continue;
          left[ny * width + nx] = 0;
          places.push(ny * width + nx);
        }
      }
    }
    spots.push({ places, isAtEdge });
  }
  return spots;
}

/** Leaves out specks, and what reaches the picture's edge: a table, a shadow. Unless nothing else is there. */
export function keepDrawn(mask: Mask): Mask {
  const spots = findSpots(mask);
  const largestOf = (some: readonly Spot[]) => Math.max(0, ...some.map(({ places }) => places.length));
  const largest = largestOf(spots);
  const inside = spots.filter(({ isAtEdge }) => !isAtEdge);
  const candidates = largestOf(inside) > SPECK * largest ? inside : spots;
  const least = SPECK * largestOf(candidates);
  const pixels = new Uint8Array(mask.pixels.length);
  for (const { places } of candidates) {
    if (places.length < least) continue;
    for (const place of places) pixels[place] = 255;
  }
  return { ...mask, pixels };
}

/** A part of a picture. */
export interface Part extends Mask {
  /** Its first row and column. */
  readonly top: number;
  readonly left: number;
}

/** The smallest rectangle around the ink; undefined if there is none. */
export function partOf({ pixels, height, width }: Mask): Part | undefined {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) continue;
      [top, bottom] = [Math.min(top, y), y];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
    }
  }
  if (bottom < 0) return undefined;
  const part = { height: bottom - top + 1, width: right - left + 1 };
  const cut = new Uint8Array(part.height * part.width);
  for (let y = 0; y < part.height; y++) {
    const from = (top + y) * width + left;
    cut.set(pixels.subarray(from, from + part.width), y * part.width);
  }
  return { ...part, top, left, pixels: cut };
}

/** Ink wider by `radius` on all sides, and the picture with it. */
export function dilate({ pixels, height, width }: Mask, radius: number): Mask {
  const wide = { height: height + 2 * radius, width: width + 2 * radius };
  const grown = new Uint8Array(wide.height * wide.width);
  // Half the disc's width in each of its rows.
  const half = Array.from({ length: 2 * radius + 1 }, (_, row) =>
    Math.floor(Math.sqrt((radius + 0.5) * (radius + 0.5) - (row - radius) * (row - radius))),
  );
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) continue;
      for (const [row, reach] of half.entries()) {
        const middle = (y + row) * wide.width + x + radius;
        grown.fill(255, middle - reach, middle + reach + 1);
      }
    }
  }
  return { ...wide, pixels: grown };
}
