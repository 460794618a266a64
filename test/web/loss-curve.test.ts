import { expect, test } from "vitest";
import { LossHistory } from "../../src/web/page/loss-curve.ts";

const falling = (steps: number): Float32Array => Float32Array.from({ length: steps }, (_, i) => 2 + 14 / (1 + i / 5));

test.each([20, 60, 200, 2000])("after %i steps the running mean lies near the last losses", (count) => {
  const losses = falling(count);
  const history = new LossHistory();
  history.add(losses);
  const { means } = history.curve();
  const last = losses.slice(Math.floor(count * 0.75));
  const mean = last.reduce((sum, loss) => sum + loss, 0) / last.length;
  expect(Math.abs((means.at(-1) as number) / mean - 1)).toBeLessThan(0.1);
});

test("points: one a step in a short run, means of neighbours in a long one", () => {
  const short = new LossHistory(100);
  short.add(Float32Array.of(4, 2));
  short.add(Float32Array.of(3));
  expect(short.curve()).toEqual({ steps: [101, 102, 103], losses: [4, 2, 3], means: [4, 2, 3] });
  expect(short.first).toBe(4);
  const long = new LossHistory();
  long.add(Float32Array.from({ length: 900 }, (_, i) => i % 3));
  const { steps, losses } = long.curve();
  expect(steps).toEqual(Array.from({ length: 300 }, (_, i) => 3 * (i + 1)));
  expect(new Set(losses)).toEqual(new Set([1]));
});

test("many losses in many portions", () => {
  const history = new LossHistory();
  for (let i = 0; i < 300; i++) history.add(new Float32Array(50).fill(7));
  const { steps, means } = history.curve();
  expect(steps.at(-1)).toBe(15_000);
  expect(means.at(-1)).toBe(7);
});
