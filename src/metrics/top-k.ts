import type { Labels } from "../data/labels.ts";

const NOBODY = 0xffffffff;

/** The k nearest embeddings of one query after another. Of equally near ones the lowest gallery number comes first. */
export class TopK {
  /** Gallery numbers, nearest first; (k). Where there were fewer, the rest is 2^32 - 1. */
  readonly neighbours: Uint32Array;
  /** Their squared distances; (k). Infinite where there were fewer. */
  readonly distances: Float32Array;

  constructor(k: number) {
    this.neighbours = new Uint32Array(k).fill(NOBODY);
    this.distances = new Float32Array(k).fill(Infinity);
  }

  /**
   * Forgets the query before and lists the nearest of another.
   *
   * @param row squared distances, NaN for one that is left out; at least k others
   * @param order the gallery number of each column of the row
   */
  find(row: Float32Array, order: Uint32Array): void {
    this.distances.fill(Infinity);
    this.neighbours.fill(NOBODY);
    this.add(row, order);
  }

  /** Lists the nearest of one more part of the gallery and of those before; as `find`. */
  add(row: Float32Array, order: Uint32Array): void {
    const { neighbours, distances } = this;
    const last = neighbours.length - 1;
    let farthest = distances[last];
    for (let column = 0; column < row.length; column++) {
      const distance = row[column];
      if (!(distance <= farthest)) continue;
      const gallery = order[column];
      if (distance === farthest && gallery > neighbours[last]) continue;
      let at = last;
      for (; at > 0; at--) {
        const before = distances[at - 1];
        if (before < distance || (before === distance && neighbours[at - 1] < gallery)) break;
        distances[at] = before;
        neighbours[at] = neighbours[at - 1];
      }
      distances[at] = distance;
      neighbours[at] = gallery;
      farthest = distances[last];
    }
  }

  /** The class that most of the k nearest have; of those with equally many, the one whose member is nearest. */
  vote(labels: Labels, k: number): number {
    const { neighbours } = this;
    let majority = labels[neighbours[0]];
    let most = 0;
    for (let i = 0; i < k; i++) {
      const label = labels[neighbours[i]];
      let votes = 0;
      for (let j = i; j < k; j++) if (labels[neighbours[j]] === label) votes++;
      if (votes > most) {
        most = votes;
        majority = label;
      }
    }
    return majority;
  }
}
