import { principalComponents } from "../../metrics/pca.ts";

/** Degrees that the plane turns between two maps, at most: what moves more is the network, not the view. */
const MAX_TURN = 6;

type Pair = readonly [number, number];
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, d) => sum + value * b[d], 0);
/** c * a + s * b */
const mix = (a: ArrayLike<number>, c: number, b: ArrayLike<number>, s: number): Float64Array =>
  Float64Array.from(a, (value, d) => c * value + s * b[d]);

/** An orthonormal basis of a plane: two vectors. */
export type Plane = readonly [Float64Array, Float64Array];

/** The basis of the same plane that lies nearest to another's: orthogonal Procrustes (Schönemann 1966) in two dimensions. */
function turnedTowards([a, b]: Plane, [x, y]: Plane): Plane {
  const [ax, ay, bx, by] = [dot(a, x), dot(a, y), dot(b, x), dot(b, y)];
  const turned: Pair = [ax + by, ay - bx];
  const mirrored: Pair = [ax - by, ay + bx];
  const isMirrored = Math.hypot(...mirrored) > Math.hypot(...turned);
  const angle = isMirrored ? Math.atan2(mirrored[1], mirrored[0]) : Math.atan2(turned[1], turned[0]);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return isMirrored ? [mix(a, c, b, s), mix(a, s, b, -c)] : [mix(a, c, b, -s), mix(a, s, b, c)];
}

/**
 * Turns a plane towards another, on the shortest way, by at most `degrees` in any direction.
 * @returns a basis near to that of `from`
 */
export function turnPlane(from: Plane, to: Plane, degrees: number): Plane {
  const near = turnedTowards(to, from);
  const [xx, xy, yy] = [dot(near[0], from[0]), dot(near[0], from[1]), dot(near[1], from[1])];
  // Directions in either plane that look at each other: each turns in a plane of its own.
  const beta = Math.atan2(2 * xy, xx - yy) / 2;
  const [c, s] = [Math.cos(beta), Math.sin(beta)];
  const ends = [mix(near[0], c, near[1], s), mix(near[0], -s, near[1], c)];
  const starts = [mix(from[0], c, from[1], s), mix(from[0], -s, from[1], c)];
  const angles = starts.map((start, i) => Math.acos(Math.min(1, Math.max(-1, dot(start, ends[i])))));
  const share = Math.min(1, (degrees * Math.PI) / 180 / Math.max(...angles));
  const [u, v] = starts.map((start, i) => {
    const sine = Math.sin(angles[i]);
    if (sine < 1e-9) return start;
    const across = mix(ends[i], 1 / sine, start, -Math.cos(angles[i]) / sine);
    return mix(start, Math.cos(share * angles[i]), across, Math.sin(share * angles[i]));
  });
  return [mix(u, c, v, -s), mix(u, s, v, c)];
}

/**
 * The plane on which embeddings are shown. The two directions in which they vary most are nearly arbitrary while a
 * network learns, since others vary almost as much: the plane follows them slowly, and lies on them when all stands still.
 */
export class MapPlane {
  #plane: Plane | undefined;

  /**
   * @param isMoving whether another map follows soon; if not, the map is the same whatever was shown before
   * @returns places, (count, 2)
   */
  place(embeddings: Float32Array, dimension: number, isMoving: boolean): Float32Array {
    const { mean, components } = principalComponents(embeddings, dimension);
    const leading: Plane = [components.slice(0, dimension), components.slice(dimension, 2 * dimension)];
    const plane = isMoving && this.#plane ? turnPlane(this.#plane, leading, MAX_TURN) : leading;
    this.#plane = plane;
    const map = new Float32Array((embeddings.length / dimension) * 2);
    for (let i = 0; i < map.length / 2; i++) {
      const centred = mix(embeddings.subarray(i * dimension, (i + 1) * dimension), 1, mean, -1);
      map[2 * i] = dot(centred, plane[0]);
      map[2 * i + 1] = dot(centred, plane[1]);
    }
    return map;
  }
}
