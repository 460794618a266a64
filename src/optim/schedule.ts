/** How the learning rate changes over a run. */
export type Schedule = "constant" | "one-cycle";

// The shares and factors of PyTorch's OneCycleLR.
const RISE = 0.3;
const START = 1 / 25;
const END = 1 / 10_000;

/** From a to b as t goes from 0 to 1, level at both ends: the cubic that is nearest to a half cosine, exact anywhere. */
const ease = (a: number, b: number, t: number): number => a + (b - a) * (t * t * (3 - 2 * t));

/**
 * The learning rate of a step. "one-cycle" (Smith and Topin 2018) rises from lr / 25 to lr over the first 30 % of the
 * steps and falls to lr / 10,000 at the last.
 *
 * @param step from 0 to steps - 1
 */
export function learningRate(schedule: Schedule, lr: number, step: number, steps: number): number {
  if (schedule === "constant" || steps < 2) return lr;
  const done = step / (steps - 1);
  return done < RISE ? ease(lr * START, lr, done / RISE) : ease(lr, lr * END, (done - RISE) / (1 - RISE));
}
