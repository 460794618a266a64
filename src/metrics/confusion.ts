import type { Labels } from "../data/labels.ts";

/** Which classes are taken for which. */
export interface ConfusionMatrix {
  /** Every class that occurs, true or predicted, ascending; (C) */
  readonly classes: Uint16Array;
  /** Row: true class, column: predicted class, both in the order of `classes`; (C, C) row-major. */
  readonly counts: Uint32Array;
}

/**
 * Counts how often each class was given to images of each class, such as by `nearestNeighbourLabels`.
 *
 * @param labels true classes, (N)
 * @param predicted (N)
 * @throws RangeError if the lengths differ
 */
export function confusionMatrix(labels: Labels, predicted: Labels): ConfusionMatrix {
  if (labels.length !== predicted.length) {
    throw new RangeError(`Expected a prediction for each of ${labels.length} labels, got ${predicted.length}.`);
  }
  const classes = new Uint16Array(new Set([...labels, ...predicted])).sort();
  const place = new Uint16Array((classes.at(-1) ?? 0) + 1);
  for (let c = 0; c < classes.length; c++) place[classes[c]] = c;
  const counts = new Uint32Array(classes.length * classes.length);
  for (let i = 0; i < labels.length; i++) counts[place[labels[i]] * classes.length + place[predicted[i]]]++;
  return { classes, counts };
}

/**
 * Share of each class's images that were given that class, 0 to 1, in the order of `classes`; NaN for a class that was
 * predicted but that no image has.
 */
export function classAccuracy(confusion: ConfusionMatrix): Float64Array {
  const { classes, counts } = confusion;
  return Float64Array.from(classes, (_, c) => {
    const row = counts.subarray(c * classes.length, (c + 1) * classes.length);
    return row[c] / row.reduce((sum, n) => sum + n, 0);
  });
}
