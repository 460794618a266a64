import { dot, mix, type Plane, pullPlane } from "../../plane.ts";
import type { Snapshot } from "../../protocol.ts";
import type { Place } from "./map-painter.ts";

const PADDING = 16;

/** What of a snapshot a map needs. */
type Mapped = Pick<Snapshot, "embeddings" | "dimension" | "look">;

/** How a snapshot is looked at: from its mean onto its plane, or onto one that the visitor has turned it to. */
export class MapView {
  #snapshot: Mapped | undefined;
  #own: Plane | undefined;
  /** How far the view goes to either side and up and down, in embedding units; grows and shrinks slowly. */
  #extent = { x: 1, y: 1 };
  #wanted = { x: 1, y: 1 };

  set snapshot(snapshot: Mapped | undefined) {
    const isFirst = !this.#snapshot || snapshot?.dimension !== this.#snapshot.dimension;
    if (isFirst) this.#own = undefined;
    this.#snapshot = snapshot;
    if (isFirst && snapshot) this.#extent = extentOf(this.places());
  }

  get isTurned(): boolean {
    return this.#own !== undefined;
  }

  /** Goes back to the plane on which the images vary most. */
  turnBack(): void {
    this.#own = undefined;
  }

  /** Turns the cloud so that image i comes to another place, in embedding units. */
  pull(i: number, place: readonly [number, number]): void {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const { embeddings, dimension, look } = snapshot;
    const point = mix(embeddings.subarray(i * dimension, (i + 1) * dimension), 1, look.mean, -1);
    this.#own = pullPlane(this.#own ?? look.plane, point, place);
  }

  /** Where each image lies on the plane: x and y in turn, in embedding units. */
  places(): Float32Array {
    const { embeddings } = this.#snapshot ?? { embeddings: new Float32Array(0) };
    return this.project(embeddings);
  }

  /** Where embeddings lie on it. */
  project(embeddings: Float32Array): Float32Array {
    if (!this.#snapshot) return new Float32Array(0);
    const { dimension, look } = this.#snapshot;
    const [a, b] = this.#own ?? look.plane;
    const [x, y] = [dot(a, look.mean), dot(b, look.mean)];
    const places = new Float32Array((embeddings.length / dimension) * 2);
    for (let i = 0; i < places.length / 2; i++) {
      const point = embeddings.subarray(i * dimension, (i + 1) * dimension);
      places[2 * i] = dot(point, a) - x;
      places[2 * i + 1] = dot(point, b) - y;
    }
    return places;
  }

  /** @param places all that must be shown */
  aim(places: readonly Float32Array[]): void {
    const extents = places.map(extentOf);
    this.#wanted = { x: Math.max(...extents.map(({ x }) => x)), y: Math.max(...extents.map(({ y }) => y)) };
  }

  /**
   * Brings the view nearer to what it must show.
   * @param ease 1: at once
   * @returns whether it is there
   */
  fit(ease: number): boolean {
    const wanted = this.#wanted;
    const { x, y } = this.#extent;
    const isThere = Math.abs(wanted.x - x) < 0.005 * wanted.x && Math.abs(wanted.y - y) < 0.005 * wanted.y;
    this.#extent = isThere ? wanted : { x: x + ease * (wanted.x - x), y: y + ease * (wanted.y - y) };
    return isThere;
  }

  /** CSS pixels of an embedding unit, on a canvas of that size. */
  scale(width: number, height: number): number {
    const { x, y } = this.#extent;
    return Math.min((width / 2 - PADDING) / x, (height / 2 - PADDING) / y);
  }
}

/** Places on the plane as places on a canvas. */
export function onCanvas(places: Float32Array, scale: number, width: number, height: number): Float32Array {
  return places.map((value, i) => (i % 2 === 0 ? width / 2 + value * scale : height / 2 - value * scale));
}

export const placeOf = (places: Float32Array, i: number): Place => ({ x: places[2 * i], y: places[2 * i + 1] });

/** How far places go to either side of the middle, and up and down. */
function extentOf(places: Float32Array): { x: number; y: number } {
  const most = { x: 1e-6, y: 1e-6 };
  for (let i = 0; i < places.length; i += 2) {
    most.x = Math.max(most.x, Math.abs(places[i]));
    most.y = Math.max(most.y, Math.abs(places[i + 1]));
  }
  return most;
}
