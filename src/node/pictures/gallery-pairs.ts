import type { Dataset } from "../../data/dataset.ts";
import { evaluationPairs } from "../../evaluate/evaluate.ts";
import { pairDistances } from "../../metrics/pair-distances.ts";
import type { Network } from "../../nn/network.ts";
import type { PairCard } from "./pair-gallery.ts";

const PER_KIND = 5;
const MISTAKES_PER_KIND = 1;

/**
 * Ten pairs of held-out images, five same and five different, with the network's verdicts: the first of the fixed
 * evaluation pairs, but one place of each kind goes to a mistake where there is one.
 */
export function galleryPairs(network: Network, dataset: Dataset): PairCard[] {
  const pairs = evaluationPairs(dataset);
  const distances = pairDistances(network.embed(dataset.images), network.dimension, pairs);
  const size = dataset.height * dataset.width;
  const image = (n: number) => dataset.images.subarray(n * size, (n + 1) * size);
  const choose = (same: number): number[] => {
    const right: number[] = [];
    const wrong: number[] = [];
    for (let i = 0; i < pairs.length; i++) {
      if (pairs.same[i] !== same) continue;
      const ok = distances[i] <= network.threshold === (same === 1);
      if (ok && right.length < PER_KIND) right.push(i);
      if (!ok && wrong.length < PER_KIND) wrong.push(i);
    }
    const mistakes = wrong.slice(0, Math.max(MISTAKES_PER_KIND, PER_KIND - right.length));
    return [...right.slice(0, PER_KIND - mistakes.length), ...mistakes];
  };
  const different = choose(0);
  const chosen = choose(1).flatMap((same, i) => [same, different[i]]);
  return chosen
    .filter((i) => i !== undefined)
    .map((i) => ({
      left: image(pairs.left[i]),
      right: image(pairs.right[i]),
      height: dataset.height,
      width: dataset.width,
      leftLabel: String(dataset.labels[pairs.left[i]]),
      rightLabel: String(dataset.labels[pairs.right[i]]),
      same: pairs.same[i] === 1,
      distance: distances[i],
      verdict: distances[i] <= network.threshold ? ("same" as const) : ("different" as const),
    }));
}
