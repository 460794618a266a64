import { checkPairs, PairSampler } from "../data/pairs.ts";
import type { Network } from "../nn/network.ts";
import type { EpochSteps, EpochStepsOptions } from "./epoch-steps.ts";
import { PairStep } from "./pair-step.ts";

/** Pairs of an epoch that samples: 10,000 items, each a pair of one class and a pair of two. */
const EPOCH_PAIRS = 20_000;

/** Batches of pairs: those of a list, or drawn ones. @throws RangeError for pairs or a batch that cannot be */
export function pairSteps(
  network: Network,
  { dataset, recipe, random, executor, pairs }: EpochStepsOptions,
): EpochSteps {
  const { batch, lr, margin } = recipe;
  const target = { left: new Uint32Array(batch), right: new Uint32Array(batch), same: new Uint8Array(batch) };
  let sampler: PairSampler | undefined;
  if (pairs) {
    checkPairs(pairs, dataset.count);
  } else {
    if (batch % 2 !== 0) {
      throw new RangeError(`The batch must be even, half of its pairs same and half different; got ${batch}.`);
    }
    sampler = new PairSampler(dataset.labels, random, dataset.classNames);
  }
  const training = new PairStep(network, dataset.images, { batch, lr, margin, executor });
  const items = pairs?.length ?? EPOCH_PAIRS;
  const itemsOf = (step: number): number => Math.min(batch, items - step * batch);
  return {
    training,
    stepsPerEpoch: Math.ceil(items / batch),
    items,
    itemsOf,
    run(_epoch, step, rate) {
      const count = itemsOf(step);
      if (pairs) {
        for (let i = 0; i < count; i++) {
          target.left[i] = pairs.left[step * batch + i];
          target.right[i] = pairs.right[step * batch + i];
          target.same[i] = pairs.same[step * batch + i];
        }
      } else {
        sampler?.next(target, count / 2);
      }
      return training.run(target, count, rate);
    },
  };
}
