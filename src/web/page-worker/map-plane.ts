import { principalComponents } from "../../metrics/pca.ts";
import { alignPlane, dot, mix, type Plane, turnPlane } from "../plane.ts";
import type { MapLook } from "../protocol.ts";

/** Degrees that the plane turns between two maps, at most: what moves more is the network, not the view. */
const MAX_TURN = 6;

/**
 * The plane on which embeddings are shown. The two directions in which they vary most are nearly arbitrary while a
 * network learns, since others vary almost as much: the plane follows them slowly, and lies on them when all stands still.
 */
export class MapPlane {
  #plane: Plane | undefined;
  /** Where the middles of the classes were shown last. */
  #places: (readonly [number, number])[] = [];

  /**
   * @param middles of the classes, (dimension) each, always of the same ones
   * @param isMoving whether another map follows soon; if not, the map is the same whatever was shown before
   */
  look(embeddings: Float32Array, dimension: number, middles: readonly Float64Array[], isMoving: boolean): MapLook {
    const { mean, components } = principalComponents(embeddings, dimension);
    const leading: Plane = [components.slice(0, dimension), components.slice(dimension, 2 * dimension)];
    const points = middles.map((middle) => mix(middle, 1, mean, -1));
    let plane = leading;
    if (isMoving && this.#plane) {
      plane = alignPlane(turnPlane(this.#plane, leading, MAX_TURN), { points, places: this.#places });
    }
    this.#plane = plane;
    this.#places = points.map((point) => [dot(plane[0], point), dot(plane[1], point)]);
    return { mean, plane };
  }
}
