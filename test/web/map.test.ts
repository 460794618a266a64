import { expect, test } from "vitest";
import { Random } from "../../src/random.ts";
import { classGroups } from "../../src/web/page-worker/class-groups.ts";
import { MapPlane, type Plane, turnPlane } from "../../src/web/page-worker/map-plane.ts";

const DIMENSION = 10;
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, d) => sum + value * b[d], 0);
const normal = (random: Random) =>
  Array.from({ length: 12 }, () => random.below(1000) / 1000).reduce((a, b) => a + b) - 6;

function randomPlane(random: Random): Plane {
  const vector = () => Float64Array.from({ length: DIMENSION }, () => normal(random));
  const unit = (v: Float64Array) => v.map((value) => value / Math.sqrt(dot(v, v)));
  const first = unit(vector());
  const second = vector();
  const along = dot(first, second);
  return [first, unit(second.map((value, d) => value - along * first[d]))];
}

/** The largest angle between two planes in degrees, by the singular values of a's coordinates in b. */
function angleBetween([a, b]: Plane, [x, y]: Plane): number {
  const [p, q, r, s] = [dot(a, x), dot(a, y), dot(b, x), dot(b, y)];
  const sum = p * p + q * q + r * r + s * s;
  const smallest = (sum - Math.sqrt(Math.max(0, sum * sum - 4 * (p * s - q * r) ** 2))) / 2;
  return (Math.acos(Math.min(1, Math.sqrt(Math.max(0, smallest)))) * 180) / Math.PI;
}

test("a plane turns by as much as it may, keeps its axes upright to each other, and arrives", () => {
  const random = Random.fromSeed(3);
  for (let i = 0; i < 50; i++) {
    const to = randomPlane(random);
    let at = randomPlane(random);
    let left = angleBetween(at, to);
    for (let steps = 0; left > 0.01; steps++) {
      const next = turnPlane(at, to, 6);
      expect(dot(next[0], next[0])).toBeCloseTo(1, 9);
      expect(dot(next[1], next[1])).toBeCloseTo(1, 9);
      expect(dot(next[0], next[1])).toBeCloseTo(0, 9);
      expect(angleBetween(at, next)).toBeLessThan(6.001);
      // Nor do the axes spin within the plane.
      expect(dot(at[0], next[0])).toBeGreaterThan(Math.cos((6.001 * Math.PI) / 180));
      const now = angleBetween(next, to);
      expect(now).toBeLessThan(Math.max(0.01, left - 5.9));
      [at, left] = [next, now];
      expect(steps).toBeLessThan(16);
    }
  }
});

/** Points that vary almost as much in three directions, and a little less in the rest. */
function cloud(seed: number, first: number): Float32Array {
  const random = Random.fromSeed(seed);
  const widths = Array.from({ length: DIMENSION }, (_, d) => (d === first ? 1.52 : d < 3 ? 1.5 : 0.4));
  return Float32Array.from({ length: 400 * DIMENSION }, (_, i) => normal(random) * widths[i % DIMENSION]);
}

test("a map moves little while the widest directions change places, and at rest is what it is without a past", () => {
  const plane = new MapPlane();
  const same = cloud(1, 0);
  let last = plane.place(same, DIMENSION, true);
  for (let i = 1; i < 8; i++) {
    // The same points, with another of their directions a little wider.
    const wider = same.map((value, k) => (k % DIMENSION === i % 3 ? value * 1.15 : value));
    const map = plane.place(wider, DIMENSION, true);
    const [moved, size] = [map.map((value, k) => value - last[k]), map].map((values) => Math.hypot(...values));
    expect(moved / size).toBeLessThan(0.35);
    last = map;
  }
  expect(plane.place(same, DIMENSION, false)).toEqual(new MapPlane().place(same, DIMENSION, false));
});

test("classes stand clear in all dimensions, not on the plane alone", () => {
  // By hand: two points a class, 1 to either side of the middle; the middles at (0,0,0), (0,0,9) and (5,0,0).
  const embeddings = Float32Array.from([-1, 0, 0, 1, 0, 0, 0, -1, 9, 0, 1, 9, 5, 0, -1, 5, 0, 1]);
  expect(classGroups(embeddings, 3, Uint16Array.from([0, 0, 4, 4, 2, 2]))).toEqual([
    { label: 0, spread: 1, nearest: 2, apart: 5 },
    { label: 2, spread: 1, nearest: 0, apart: 5 },
    { label: 4, spread: 1, nearest: 0, apart: 9 },
  ]);
});
