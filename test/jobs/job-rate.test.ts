import { describe, expect, it } from "vitest";
import { JobRate } from "../../src/jobs/job-rate.ts";

const SECOND = 1000;

/** Runs workers for some seconds, each with a job every so many. @returns when that ended */
function work(rate: JobRate, from: number, seconds: number, everySeconds: readonly number[]): number {
  for (let s = 1; s <= seconds; s++) {
    for (const every of everySeconds) if (s % every === 0) rate.add(1, everySeconds.length, from + s * SECOND);
    // As a bar is drawn each second.
    rate.add(0, everySeconds.length, from + s * SECOND);
  }
  return from + seconds * SECOND;
}

describe("the time that is left", () => {
  it("is not known before a job has come back", () => {
    const rate = new JobRate(5);
    rate.add(0, 3, 60 * SECOND);
    expect(rate.secondsFor(10)).toBeUndefined();
  });

  it("follows from all workers together, the quick and the slow", () => {
    const rate = new JobRate(0);
    work(rate, 0, 240, [2, 3, 12]);
    // 1/2 + 1/3 + 1/12 jobs a second.
    expect(rate.secondsFor(110)).toBeGreaterThan(110);
    expect(rate.secondsFor(110)).toBeLessThan(130);
  });

  it.each([
    ["come", [4], [4, 4, 4, 4], 100],
    ["go", [4, 4, 4, 4], [4], 400],
  ] as const)("follows workers that %s, though it was otherwise for long", (_, before, after, expected) => {
    const rate = new JobRate(0);
    const at = work(rate, 0, 3600, before);
    work(rate, at, 150, after);
    expect(rate.secondsFor(100) as number).toBeGreaterThan(0.85 * expected);
    expect(rate.secondsFor(100) as number).toBeLessThan(1.15 * expected);
  });

  it("is steady where jobs take long: some of each worker count", () => {
    const rate = new JobRate(0);
    let at = work(rate, 0, 6000, [600, 600]);
    const left: number[] = [];
    for (let minute = 0; minute < 20; minute++) {
      at = work(rate, at, 60, []);
      if (minute % 10 === 9) rate.add(2, 2, at);
      left.push(rate.secondsFor(10) as number);
    }
    // 10 jobs by two workers: 3,000 s.
    expect(Math.min(...left)).toBeGreaterThan(2200);
    expect(Math.max(...left)).toBeLessThan(4200);
  });
});
