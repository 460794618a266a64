import { groupByClass, type Labels } from "../../src/data/labels.ts";
import { Random } from "../../src/random.ts";

/** What is drawn in an episode: classes to choose from, images of each that are shown. */
export interface Episode {
  readonly ways: number;
  readonly shots: number;
}

/**
 * The share of images named rightly by the nearest mean of the shown ones (Snell, Swersky and Zemel 2017), over 600
 * episodes of `ways` classes drawn at random, with up to 15 images asked for of each.
 */
export function fewShot(embeddings: Float32Array, labels: Labels, dimension: number, { ways, shots }: Episode): number {
  const random = Random.fromSeed(1);
  const classes = groupByClass(labels).map(({ members }) => members);
  const mean = new Float64Array(ways * dimension);
  let [right, asked] = [0, 0];
  for (let episode = 0; episode < 600; episode++) {
    shuffle(classes, ways, random);
    mean.fill(0);
    for (let c = 0; c < ways; c++) {
      shuffle(classes[c], Math.min(classes[c].length, shots + 15), random);
      for (let i = 0; i < shots; i++) {
        for (let d = 0; d < dimension; d++)
          mean[c * dimension + d] += embeddings[classes[c][i] * dimension + d] / shots;
      }
    }
    for (let c = 0; c < ways; c++) {
      for (const image of classes[c].subarray(shots, shots + 15)) {
        asked++;
        if (nearest(mean, embeddings, image * dimension, dimension) === c) right++;
      }
    }
  }
  return right / asked;
}

function nearest(means: Float64Array, embeddings: Float32Array, at: number, dimension: number): number {
  let [winner, least] = [-1, Infinity];
  for (let m = 0; m < means.length; m += dimension) {
    let sum = 0;
    for (let d = 0; d < dimension; d++) sum += (means[m + d] - embeddings[at + d]) ** 2;
    if (sum < least) [winner, least] = [m / dimension, sum];
  }
  return winner;
}

/** Brings `count` members, drawn at random, to the front. */
function shuffle<T>(list: { [at: number]: T; readonly length: number }, count: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const j = i + random.below(list.length - i);
    [list[i], list[j]] = [list[j], list[i]];
  }
}
