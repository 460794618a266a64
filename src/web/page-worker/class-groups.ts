import { groupByClass } from "../../data/labels.ts";
import { euclideanDistance } from "../../distance.ts";
import type { ClassGroup } from "../protocol.ts";

const distance = (a: Float64Array, b: Float64Array): number => euclideanDistance(a, 0, b, 0, a.length);

/**
 * How wide each class spreads, and how far away the nearest other is, in all dimensions of the embeddings: on a map of two
 * of them classes may lie on each other that the network tells apart.
 * @param embeddings (count, dimension)
 */
export function classGroups(embeddings: Float32Array, dimension: number, labels: Uint16Array): ClassGroup[] {
  const groups = groupByClass(labels).map(({ label, members }) => {
    const places = [...members].map((i) => Float64Array.from(embeddings.subarray(i * dimension, (i + 1) * dimension)));
    const middle = new Float64Array(dimension);
    for (const place of places) for (let d = 0; d < dimension; d++) middle[d] += place[d] / places.length;
    const squares = places.reduce((sum, place) => sum + distance(place, middle) ** 2, 0);
    return { label, middle, spread: Math.sqrt(squares / places.length) };
  });
  return groups.map(({ label, middle, spread }) => {
    const others = groups.filter((other) => other.label !== label);
    const [nearest] = others.sort((a, b) => distance(a.middle, middle) - distance(b.middle, middle));
    return { label, middle, spread, nearest: nearest.label, apart: distance(nearest.middle, middle) };
  });
}
