// Planes in the space of embeddings: what a map shows is the shadow on one.

type Pair = readonly [number, number];

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
};
/** c * a + s * b */
export const mix = (a: ArrayLike<number>, c: number, b: ArrayLike<number>, s: number): Float64Array =>
  Float64Array.from(a, (value, d) => c * value + s * b[d]);

/** An orthonormal basis of a plane: two vectors. */
export type Plane = readonly [Float64Array, Float64Array];

/** A basis turned, or mirrored, within its plane by what brings places nearest to others: orthogonal Procrustes. */
function turnWithin([a, b]: Plane, ax: number, ay: number, bx: number, by: number): Plane {
  const turned: Pair = [ax + by, ay - bx];
  const mirrored: Pair = [ax - by, ay + bx];
  const isMirrored = Math.hypot(...mirrored) > Math.hypot(...turned);
  const angle = isMirrored ? Math.atan2(mirrored[1], mirrored[0]) : Math.atan2(turned[1], turned[0]);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return isMirrored ? [mix(a, c, b, s), mix(a, s, b, -c)] : [mix(a, c, b, -s), mix(a, s, b, c)];
}

/** The basis of the same plane that lies nearest to another's (Schönemann 1966, in two dimensions). */
function turnedTowards([a, b]: Plane, [x, y]: Plane): Plane {
  return turnWithin([a, b], dot(a, x), dot(a, y), dot(b, x), dot(b, y));
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

/** Points of the space, and where each is shown. */
export interface Shown {
  readonly points: readonly ArrayLike<number>[];
  readonly places: readonly Pair[];
}

/** The basis of a plane in which points come nearest to where they are shown: Procrustes on the middles of classes. */
export function alignPlane(plane: Plane, { points, places }: Shown): Plane {
  const [a, b] = plane;
  const sums = [0, 0, 0, 0];
  for (const [i, point] of points.entries()) {
    const [x, y] = places[i];
    const [u, v] = [dot(a, point), dot(b, point)];
    sums[0] += u * x;
    sums[1] += u * y;
    sums[2] += v * x;
    sums[3] += v * y;
  }
  return turnWithin(plane, sums[0], sums[1], sums[2], sums[3]);
}

/** How far from the middle a point can be pulled, as a share of its distance in the whole space. */
const FARTHEST = 0.98;

/**
 * Turns a plane through the space so that a point is shown at another place, as if it were pulled there, or as near to
 * it as its distance from the middle allows (Li, Zhao and Scheidegger, "Visualizing Neural Networks with the Grand Tour",
 * Distill 2020).
 * @param point from the middle of all
 */
export function pullPlane([a, b]: Plane, point: ArrayLike<number>, [x, y]: Pair): Plane {
  const square = dot(point, point);
  if (square === 0) return [a, b];
  const shrink = Math.min(1, (FARTHEST * Math.sqrt(square)) / Math.max(1e-12, Math.hypot(x, y)));
  const u = mix(a, 1, point, (shrink * x - dot(a, point)) / square);
  const v = mix(b, 1, point, (shrink * y - dot(b, point)) / square);
  return orthonormal(u, v);
}

/** The orthonormal pair that lies nearest to two vectors, each as far from its own as the other. */
function orthonormal(u: ArrayLike<number>, v: ArrayLike<number>): Plane {
  const first = mix(u, 1 / Math.sqrt(dot(u, u)), u, 0);
  const second = mix(v, 1 / Math.sqrt(dot(v, v)), v, 0);
  const [sum, difference] = [mix(first, 1, second, 1), mix(first, 1, second, -1)];
  const [s, d] = [1 / Math.sqrt(2 * dot(sum, sum)), 1 / Math.sqrt(2 * dot(difference, difference))];
  return [mix(sum, s, difference, d), mix(sum, s, difference, -d)];
}
