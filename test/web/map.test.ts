import { expect, test } from "vitest";
import { Random } from "../../src/random.ts";
import { MapView } from "../../src/web/page/map/map-view.ts";
import { classGroups } from "../../src/web/page-worker/class-groups.ts";
import { MapPlane } from "../../src/web/page-worker/map-plane.ts";
import { alignPlane, type Plane, pullPlane, turnPlane } from "../../src/web/plane.ts";

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

test("a plane is turned within itself so that points come where they were, mirrored ones too", () => {
  const random = Random.fromSeed(5);
  const [a, b] = randomPlane(random);
  const points = Array.from({ length: 6 }, () => Float64Array.from({ length: DIMENSION }, () => normal(random)));
  const places = points.map((point) => [dot(a, point), dot(b, point)] as const);
  const [c, s] = [Math.cos(2), Math.sin(2)];
  const turned: Plane = [a.map((value, d) => c * value + s * b[d]), b.map((value, d) => c * value - s * a[d])];
  const mirrored: Plane = [turned[0], turned[1].map((value) => -value)];
  for (const plane of [turned, mirrored]) {
    const [u, v] = alignPlane(plane, { points, places });
    for (const [i, point] of points.entries()) {
      expect(dot(u, point)).toBeCloseTo(places[i][0], 9);
      expect(dot(v, point)).toBeCloseTo(places[i][1], 9);
    }
  }
});

test("a point that is pulled comes where it is wanted, and farther than it lies from the middle it cannot", () => {
  const random = Random.fromSeed(7);
  const plane = randomPlane(random);
  const point = Float64Array.from({ length: DIMENSION }, () => normal(random));
  const length = Math.sqrt(dot(point, point));
  for (const [share, reached] of [
    [0.5, 0.5],
    [3, 0.98],
  ]) {
    const wanted = [0.6 * share * length, 0.8 * share * length] as const;
    let pulled = plane;
    // A pointer comes there in many small moves.
    for (let i = 0; i < 40; i++) pulled = pullPlane(pulled, point, wanted);
    expect(dot(pulled[0], pulled[0])).toBeCloseTo(1, 9);
    expect(dot(pulled[1], pulled[1])).toBeCloseTo(1, 9);
    expect(dot(pulled[0], pulled[1])).toBeCloseTo(0, 9);
    expect(dot(pulled[0], point)).toBeCloseTo(0.6 * reached * length, 1);
    expect(dot(pulled[1], point)).toBeCloseTo(0.8 * reached * length, 1);
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
  const place = (of: MapPlane, embeddings: Float32Array, isMoving: boolean) => {
    const middles = Array.from({ length: 10 }, (_, i) =>
      Float64Array.from(embeddings.subarray(i * DIMENSION, (i + 1) * DIMENSION)),
    );
    const view = new MapView();
    const look = of.look(embeddings, DIMENSION, middles, isMoving);
    view.snapshot = { embeddings, dimension: DIMENSION, look };
    return view.places();
  };
  let last = place(plane, same, true);
  for (let i = 1; i < 8; i++) {
    // The same points, with another of their directions a little wider.
    const wider = same.map((value, k) => (k % DIMENSION === i % 3 ? value * 1.15 : value));
    const map = place(plane, wider, true);
    const [moved, size] = [map.map((value, k) => value - last[k]), map].map((values) => Math.hypot(...values));
    expect(moved / size).toBeLessThan(0.35);
    last = map;
  }
  expect(place(plane, same, false)).toEqual(place(new MapPlane(), same, false));
});

test("classes stand clear in all dimensions, not on the plane alone", () => {
  // By hand: two points a class, 1 to either side of the middle; the middles at (0,0,0), (0,0,9) and (5,0,0).
  const embeddings = Float32Array.from([-1, 0, 0, 1, 0, 0, 0, -1, 9, 0, 1, 9, 5, 0, -1, 5, 0, 1]);
  expect(classGroups(embeddings, 3, Uint16Array.from([0, 0, 4, 4, 2, 2]))).toEqual([
    { label: 0, middle: Float64Array.of(0, 0, 0), spread: 1, nearest: 2, apart: 5 },
    { label: 2, middle: Float64Array.of(5, 0, 0), spread: 1, nearest: 0, apart: 5 },
    { label: 4, middle: Float64Array.of(0, 0, 9), spread: 1, nearest: 0, apart: 9 },
  ]);
});
