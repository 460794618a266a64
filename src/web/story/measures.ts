import { euclideanDistance } from "../../distance.ts";
import type { DataReport, Snapshot } from "../protocol.ts";

/** A stricter threshold, as a share of the network's own. */
const STRICTER = 0.7;

/** How far apart the network puts two held-out images. */
export const distanceOf = ({ embeddings, dimension }: Snapshot, i: number, j: number): number =>
  euclideanDistance(embeddings, i * dimension, embeddings, j * dimension, dimension);

/** The first pairs that are judged: one of one class, one of two. */
export function examplePairs({ pairs }: DataReport): [same: [number, number], different: [number, number]] {
  const pairOf = (same: number): [number, number] => {
    const i = pairs.same.indexOf(same);
    return [pairs.left[i], pairs.right[i]];
  };
  return [pairOf(1), pairOf(0)];
}

export interface Confusion {
  /** Of all pairs of an image of the one class and one of the other, the share that is taken for the same. */
  readonly share: number;
  /** The pair that lies nearest. */
  readonly nearest: readonly [number, number];
}

/** How often two classes are taken for one, by their labels. */
export function confusionOf({ labels }: DataReport, snapshot: Snapshot, a: number, b: number): Confusion {
  const { threshold } = snapshot.calibration;
  let [count, taken, least] = [0, 0, Number.POSITIVE_INFINITY];
  let nearest: readonly [number, number] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== a) continue;
    for (let j = 0; j < labels.length; j++) {
      if (labels[j] !== b) continue;
      const distance = distanceOf(snapshot, i, j);
      count++;
      if (distance <= threshold) taken++;
      if (distance < least) [least, nearest] = [distance, [i, j]];
    }
  }
  return { share: count > 0 ? taken / count : 0, nearest };
}

/** Pairs of two classes taken for the same, and of one taken for different, with the network's threshold and a stricter one. */
export function mistakes({ pairs }: DataReport, { distances, calibration }: Snapshot) {
  const count = (threshold: number) => {
    let [accepts, rejects] = [0, 0];
    for (const [i, distance] of distances.entries()) {
      if (pairs.same[i] === 1) rejects += distance > threshold ? 1 : 0;
      else accepts += distance <= threshold ? 1 : 0;
    }
    return { accepts, rejects };
  };
  return { before: count(calibration.threshold), after: count(STRICTER * calibration.threshold) };
}

/** The label that more than half of the images nearest to a drawing have; undefined if none has. */
export function majorityOf(labels: Iterable<number>): number | undefined {
  const all = [...labels];
  return all.find((label) => all.filter((other) => other === label).length > all.length / 2);
}

/** Points for a pair of one digit that is called different: ten at the threshold, twenty at twice that. */
export const pointsOf = (distance: number, threshold: number): number => Math.floor((10 * distance) / threshold);
