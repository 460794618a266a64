import { onlyClasses } from "../../src/data/classes.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { calibrationPairs, evaluationPairs } from "../../src/evaluate/judge.ts";
import { pairDistances } from "../../src/metrics/pair-distances.ts";
import { areaUnderCurve, rocCurve } from "../../src/metrics/roc.ts";
import { accuracyAt, chooseThreshold } from "../../src/metrics/threshold.ts";
import type { Descriptor } from "./descriptors.ts";
import { fewShot } from "./few-shot.ts";

/** Two classes that training never sees, and the rest. */
export interface Split {
  readonly name: string;
  readonly training: Dataset;
  /** Images to judge by. */
  readonly unseen: Dataset;
  readonly seen: Dataset;
}

export function splitOff(training: Dataset, judged: Dataset, leftOut: readonly string[]): Split {
  const rest = training.classNames.filter((name) => !leftOut.includes(name));
  return {
    name: leftOut.join(","),
    training: onlyClasses(training, rest),
    unseen: onlyClasses(judged, leftOut),
    seen: onlyClasses(judged, rest),
  };
}

export interface SplitQuality {
  /** Of 20,000 pairs of the classes that were left out. */
  readonly auc: number;
  /** Of these two classes, by one example each and by five. */
  readonly oneShot: number;
  readonly fiveShot: number;
  /** Of 20,000 pairs of the others. */
  readonly seenAccuracy: number;
  readonly seenAuc: number;
}

/** @param threshold Default: the best for pairs of the training images */
export function judgeSplit(
  { dimension, describe }: Descriptor,
  { training, unseen, seen }: Split,
  threshold?: number,
): SplitQuality {
  const embeddings = describe(unseen.images);
  const pairs = evaluationPairs(unseen);
  const shot = (shots: number): number => fewShot(embeddings, unseen.labels, dimension, { ways: 2, shots });
  const seenPairs = evaluationPairs(seen);
  const seenDistances = pairDistances(describe(seen.images), dimension, seenPairs);
  const chosen = (): number => {
    const trained = calibrationPairs(training);
    return chooseThreshold(pairDistances(describe(training.images), dimension, trained), trained.same).threshold;
  };
  return {
    auc: areaUnderCurve(rocCurve(pairDistances(embeddings, dimension, pairs), pairs.same)),
    oneShot: shot(1),
    fiveShot: shot(5),
    seenAccuracy: accuracyAt(seenDistances, seenPairs.same, threshold ?? chosen()).accuracy,
    seenAuc: areaUnderCurve(rocCurve(seenDistances, seenPairs.same)),
  };
}
