import type { Quality } from "../evaluate/evaluate.ts";

/** A step of training is done. */
export interface StepEvent {
  readonly type: "step";
  /** Steps done, from 1. */
  readonly step: number;
  readonly steps: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** The batch's loss before the step. */
  readonly loss: number;
  /** Of the steps since training was started or resumed, without measuring and without what is done between events. */
  readonly seconds: number;
  /** Two images that pass through the network are a pair, whatever they are paired with. */
  readonly pairsPerSecond: number;
  readonly secondsLeft: number;
}

/** An epoch is done. */
export interface EpochEvent {
  readonly type: "epoch";
  /** Epochs done, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done. */
  readonly step: number;
  /** Mean loss over the epoch, each batch weighted by its pairs or images. */
  readonly loss: number;
  /** What is measured after an epoch: the last, and in all some twenty of a long run's. */
  readonly measured?: EpochMeasures;
}

export interface EpochMeasures {
  /**
   * The distance up to which two images are the same, chosen on training pairs: after the last epoch on pairs of all
   * training images, before on pairs of some thousand of them.
   */
  readonly threshold: number;
  /** Mean distance of training pairs of one class, and of two. */
  readonly meanSameDistance: number;
  readonly meanDifferentDistance: number;
  /** Whether all embeddings have come to lie in one place, so that nothing can be told apart. */
  readonly collapsed: boolean;
  /** Quality on the held-out images, if there are any. */
  readonly heldOut?: Quality;
}

export type TrainEvent = StepEvent | EpochEvent;
