import { groupByClass, type Labels } from "../data/labels.ts";
import { Random } from "../random.ts";
import { checkLabelled } from "./validate.ts";

export interface FewShotOptions {
  /** (N, dimension) f32, row-major; best of classes that training never saw. */
  readonly embeddings: Float32Array;
  /** (N) */
  readonly labels: Labels;
  readonly dimension: number;
  /** Images of each class that are shown: 1 or more. */
  readonly shots: number;
  /** Drawings to average; default 1,000. */
  readonly episodes?: number;
  /** Images of each class that are asked for in an episode, fewer where a class has no more; default 15. */
  readonly queries?: number;
  /** Default 1. */
  readonly seed?: number;
}

export interface FewShotQuality {
  /** Share of the images named rightly, 0 to 1: the mean over the episodes. */
  readonly accuracy: number;
  /** Half the width of the mean's 95 % confidence interval over episodes. */
  readonly halfWidth95: number;
  /** Classes to choose from: 1 / ways is chance. */
  readonly ways: number;
}

/**
 * How well a few images of each class tell the class of others. Each episode draws, from every class, `shots` images to
 * show and others to ask for; an image is given the class whose shown images' mean is nearest (Snell, Swersky and Zemel
 * 2017, "Prototypical Networks", with their 15 queries a class), the lowest of equally near ones.
 *
 * @throws RangeError for an option out of range, fewer than two classes, or naming a class with too few images
 */
export function fewShotAccuracy(options: FewShotOptions): FewShotQuality {
  const { embeddings, labels, dimension, shots, episodes = 1000, queries = 15, seed = 1 } = options;
  checkLabelled(embeddings, labels, dimension, "embeddings");
  for (const [name, value] of Object.entries({ shots, episodes, queries })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name}: expected an integer of at least 1, got ${value}.`);
    }
  }
  const classes = groupByClass(labels).map(({ members }) => members);
  if (classes.length < 2) throw new RangeError(`Expected images of at least 2 classes, got ${classes.length}.`);
  for (const members of classes) {
    if (members.length <= shots) {
      throw new RangeError(
        `Class ${labels[members[0]]}: expected more than ${shots} images, to show ${shots} and ask for others, got ` +
          `${members.length}.`,
      );
    }
  }
  const random = Random.fromSeed(seed);
  const prototypes = new Float64Array(classes.length * dimension);
  const asked = classes.reduce((sum, members) => sum + Math.min(members.length - shots, queries), 0);
  let sum = 0;
  let squares = 0;
  for (let episode = 0; episode < episodes; episode++) {
    for (const [c, members] of classes.entries()) {
      drawToFront(members, Math.min(members.length, shots + queries), random);
      const prototype = prototypes.subarray(c * dimension, (c + 1) * dimension).fill(0);
      for (let i = 0; i < shots; i++) {
        for (let d = 0; d < dimension; d++) prototype[d] += embeddings[members[i] * dimension + d];
      }
      for (let d = 0; d < dimension; d++) prototype[d] /= shots;
    }
    let right = 0;
    for (const [c, members] of classes.entries()) {
      const end = Math.min(members.length, shots + queries);
      for (let i = shots; i < end; i++) {
        if (nearest(prototypes, embeddings, members[i] * dimension, dimension) === c) right++;
      }
    }
    sum += right;
    squares += right * right;
  }
  const variance = episodes > 1 ? (squares - (sum / episodes) * sum) / (episodes - 1) : 0;
  const halfWidth95 = (1.96 * Math.sqrt(Math.max(0, variance) / episodes)) / asked;
  return { accuracy: sum / (episodes * asked), halfWidth95, ways: classes.length };
}

/** Brings `count` drawn members to the front, in the order drawn: the first steps of Fisher and Yates' shuffle. */
function drawToFront(members: Uint32Array, count: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const j = i + random.below(members.length - i);
    const drawn = members[j];
    members[j] = members[i];
    members[i] = drawn;
  }
}

function nearest(prototypes: Float64Array, embeddings: Float32Array, at: number, dimension: number): number {
  let found = 0;
  let least = Infinity;
  for (let p = 0, c = 0; p < prototypes.length; p += dimension, c++) {
    let sum = 0;
    for (let d = 0; d < dimension; d++) {
      const difference = prototypes[p + d] - embeddings[at + d];
      sum += difference * difference;
    }
    if (sum < least) {
      least = sum;
      found = c;
    }
  }
  return found;
}
