import { imageBytes } from "../../data/dataset.ts";
import type { Judged } from "../../evaluate/judge.ts";
import type { PairCard } from "./pair-gallery.ts";

const PER_KIND = 5;
const MISTAKES_PER_KIND = 1;

/**
 * Ten of the judged pairs, five same and five different, with the verdicts of a threshold: the first of them, but one
 * place of each kind goes to a mistake where there is one.
 */
export function galleryPairs({ dataset, pairs, distances }: Judged, threshold: number): PairCard[] {
  const { height, width, channels, labels, classNames } = dataset;
  const size = imageBytes(dataset);
  const image = (n: number) => dataset.images.subarray(n * size, (n + 1) * size);
  const choose = (same: number): number[] => {
    const right: number[] = [];
    const wrong: number[] = [];
    for (let i = 0; i < pairs.length; i++) {
      if (pairs.same[i] !== same) continue;
      const ok = distances[i] <= threshold === (same === 1);
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
      height,
      width,
      channels,
      leftLabel: classNames[labels[pairs.left[i]]],
      rightLabel: classNames[labels[pairs.right[i]]],
      same: pairs.same[i] === 1,
      distance: distances[i],
      verdict: distances[i] <= threshold ? "same" : "different",
    }));
}
