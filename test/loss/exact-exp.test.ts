import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exactExp, exactLog } from "../../src/loss/exact-exp.ts";

type Row = [x: number, nearest: number, rest: number];
const fixture: { exp: Row[]; log: Row[] } = JSON.parse(
  readFileSync(new URL("../fixtures/exp/values.json", import.meta.url), "utf8"),
);

/** The gap between a double and the next one away from 0. */
function unitInLastPlace(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const low = bits.getBigUint64(0);
  bits.setBigUint64(0, low + 1n);
  const next = bits.getFloat64(0);
  return next === Infinity ? 2 ** 971 : next - Math.abs(value);
}

const worst = (rows: Row[], compute: (x: number) => number): number =>
  Math.max(
    ...rows.map(([x, nearest, rest]) => {
      const off = Math.abs((compute(x) - nearest) / unitInLastPlace(nearest) - rest);
      return Number.isNaN(off) ? Infinity : off;
    }),
  );

test("the errors stay within what the file says", () => {
  expect(fixture.exp.length).toBeGreaterThan(400);
  expect(worst(fixture.exp, exactExp)).toBeLessThanOrEqual(0.73);
  expect(worst(fixture.log, exactLog)).toBeLessThanOrEqual(0.76);
});

test("exact where the value is a double", () => {
  expect(exactExp(0)).toBe(1);
  expect(exactLog(1)).toBe(0);
  expect(exactLog(2)).toBe(Math.LN2);
});

test("the ends of the range", () => {
  expect(exactExp(-746)).toBe(0);
  expect(exactExp(-Infinity)).toBe(0);
  expect(exactExp(709.8)).toBe(Infinity);
  expect(exactExp(Infinity)).toBe(Infinity);
  expect(exactExp(Number.NaN)).toBeNaN();
  expect(exactLog(0)).toBe(-Infinity);
  expect(exactLog(Infinity)).toBe(Infinity);
  expect(exactLog(-1)).toBeNaN();
  expect(exactLog(Number.NaN)).toBeNaN();
});

test("exp never falls where x rises, across the borders of its range reduction", () => {
  for (let k = -20; k <= 20; k++) {
    const border = (k + 0.5) * Math.LN2;
    let before = exactExp(border - 1e-12);
    for (let i = -9; i <= 10; i++) {
      const value = exactExp(border + i * 1e-13);
      expect(value).toBeGreaterThanOrEqual(before);
      before = value;
    }
  }
});
