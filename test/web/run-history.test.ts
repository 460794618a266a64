import { expect, test } from "vitest";
import { RunHistory } from "../../src/web/page/run-history.ts";
import type { Snapshot } from "../../src/web/protocol.ts";

const at = (step: number): Snapshot => ({ step }) as Snapshot;

test("of a run of any length some hundred snapshots are kept, evenly over it, with the first and the last", () => {
  for (const [steps, every] of [
    [50, 1],
    [95, 1],
    [96, 1],
    [2280, 13],
    [1_000_000, 37],
  ]) {
    const history = new RunHistory();
    let last = 0;
    for (let step = 0; step <= steps; step += every) {
      history.add(at(step));
      last = step;
      expect(history.all.at(-1)?.step).toBe(step);
    }
    const kept = history.all.map(({ step }) => step ?? 0);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(last);
    expect(kept.length).toBeLessThanOrEqual(96);
    if (steps <= 95) expect(kept.length).toBe(steps + 1);
    else expect(kept.length).toBeGreaterThan(32);
    const gaps = kept.slice(1).map((step, i) => step - kept[i]);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    expect(Math.max(...gaps)).toBeLessThan((4 * last) / kept.length + every);
  }
});

test("a second snapshot of one step takes the first one's place", () => {
  const history = new RunHistory();
  for (const step of [0, 10, 10, 20, 20]) history.add(at(step));
  expect(history.all.map(({ step }) => step)).toEqual([0, 10, 20]);
});
