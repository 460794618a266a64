import { createDataset, type Dataset } from "../data/dataset.ts";
import { listNames } from "../message-text.ts";
import { refuse } from "./unreadable.ts";

const areNumbers = (names: readonly string[]): boolean => names.every((name, label) => name === String(label));

/**
 * A test set with the classes' numbers of the training set. Where classes are numbers, they are the same ones already.
 * @throws UnreadableFileError if it has a class that the training set has not, or images of another size
 */
export function withClassesOf(train: Dataset, test: Dataset, source: string, trainSource: string): Dataset {
  const sizeOf = ({ height, width, channels }: Dataset) => `${height}x${width}${channels === 1 ? "" : `x${channels}`}`;
  if (sizeOf(train) !== sizeOf(test)) {
    refuse(source, `expected images of ${sizeOf(train)}, as in ${trainSource}, got ${sizeOf(test)}.`);
  }
  if (areNumbers(train.classNames) && areNumbers(test.classNames)) return test;
  const numbers = new Map(train.classNames.map((name, label) => [name, label]));
  const present = [...new Set(test.labels)].map((label) => test.classNames[label]);
  const unknown = present.filter((name) => !numbers.has(name));
  if (unknown.length > 0) {
    refuse(
      source,
      `expected the classes of ${trainSource} (${listNames(train.classNames)}), got ${listNames(unknown)}.`,
    );
  }
  const labels = test.labels.map((label) => numbers.get(test.classNames[label]) ?? 0);
  const { channels, classNames, preparation } = train;
  return createDataset(test.images, labels, test.height, test.width, { channels, classNames, preparation });
}
