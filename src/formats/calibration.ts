import type { Calibration } from "../metrics/calibration.ts";
import { readEntry } from "./read-entry.ts";

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const within = (value: unknown, from: number, to: number): value is number =>
  typeof value === "number" && value >= from && value <= to;

function isCalibration(value: unknown): value is Calibration {
  if (!isObject(value)) return false;
  const { threshold, equalErrorRate, confidence, sameBelow, differentAbove, falseAccept = [], odds } = value;
  if (!within(threshold, 0, Number.MAX_VALUE) || !within(equalErrorRate, 0, 1) || !within(confidence, 0.5, 1)) {
    return false;
  }
  if (sameBelow !== null && !within(sameBelow, 0, threshold)) return false;
  if (differentAbove !== null && !within(differentAbove, threshold, Number.MAX_VALUE)) return false;
  const isCount = (count: unknown) => Number.isSafeInteger(count) && Number(count) >= 0;
  return (
    Array.isArray(falseAccept) &&
    falseAccept.every((point) => within(point?.rate, 0, 1) && within(point.distance, 0, Number.MAX_VALUE)) &&
    isObject(odds) &&
    [odds.same, odds.unsure, odds.different].every(
      (pairs) => isObject(pairs) && isCount(pairs.same) && isCount(pairs.different),
    )
  );
}

/**
 * The calibration in a model file's metadata, if it has one.
 * @throws UnreadableFileError if it is no JSON, or a value is missing or out of its range
 */
export const readCalibration = (metadata: Readonly<Record<string, string>>, source: string): Calibration | undefined =>
  readEntry(metadata, "calibration", isCalibration, "distances, shares and numbers of pairs", source);
