import type { Dataset } from "../../data/dataset.ts";

/** What a run trains on and is judged by. */
export interface TrainingImages {
  readonly train: Dataset;
  /** Images that training never sees. */
  readonly heldOut: Dataset;
  /** In words. */
  readonly source: string;
  readonly classNames: readonly string[];
  /** What was done to the visitor's files. */
  readonly notes: readonly string[];
  /** Whether these are the digits that the page brings along. */
  readonly bundled: boolean;
}
