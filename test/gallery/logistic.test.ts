import { expect, it } from "vitest";
import { balancedOdds, oddsAccepting } from "../../src/gallery/balance.ts";
import { fitLogistic, logOdds } from "../../src/gallery/logistic.ts";
import { lehmer } from "../support/lehmer.ts";

it("the fit is where the likelihood with its ridge has no slope", () => {
  const draw = lehmer(4);
  const rows = 500;
  const x = Float64Array.from({ length: rows * 2 }, () => 2 * draw() - 1);
  const kinds = Uint8Array.from({ length: rows }, (_, r) =>
    draw() < 1 / (1 + Math.exp(-(0.5 + 2 * x[2 * r] - 3 * x[2 * r + 1]))) ? 1 : 0,
  );
  const fit = fitLogistic(x, kinds, 2);
  const w = [fit.bias, ...fit.weights];
  for (const [i, weight] of w.entries()) {
    let slope = -1e-3 * rows * weight;
    for (let r = 0; r < rows; r++) {
      const feature = i === 0 ? 1 : x[2 * r + i - 1];
      slope += feature * (kinds[r] - 1 / (1 + Math.exp(-logOdds(fit, x, 2 * r))));
    }
    expect(Math.abs(slope)).toBeLessThan(1e-8);
  }
  // The weights that the kinds were drawn with, as far as 500 rows tell.
  expect(Math.abs(fit.weights[0] - 2)).toBeLessThan(0.6);
  expect(Math.abs(fit.weights[1] + 3)).toBeLessThan(0.8);
});

it("a feature that tells all apart, or is constant, leaves the weights finite", () => {
  const x = Float64Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? k - 19 : 7));
  const fit = fitLogistic(
    x,
    Uint8Array.from({ length: 20 }, (_, r) => (r >= 10 ? 1 : 0)),
    2,
  );
  expect([fit.bias, ...fit.weights].every(Number.isFinite)).toBe(true);
  expect(logOdds(fit, x, 0)).toBeLessThan(0);
  expect(logOdds(fit, x, 38)).toBeGreaterThan(0);
});

it("even odds lie where at least one and a half times as many own are missed as glyphs are taken", () => {
  const odds = { bias: 0, weights: new Float64Array(0) };
  const none = { own: [], others: [], against: 0.8 };
  // Of own 1 of 5 lies below 2, of others 1 of 5 at or above it.
  const rule = { odds, own: [-1, 2, 3, 4, 5], others: [-3, -2, 0, 1, 2.5] };
  expect(balancedOdds(rule, none)).toBe(2);
  expect(oddsAccepting(rule, none, 0.2)).toBe(2.5);
  expect(oddsAccepting(rule, none, 0.4)).toBe(1);
  expect(oddsAccepting(rule, none, 0.1)).toBeGreaterThan(2.5);
  // Others that come as near as this gallery's own examples show raise it.
  const near = { own: [], others: new Array(300).fill(3.5) };
  expect(balancedOdds(rule, { ...near, against: 0.8 })).toBeGreaterThan(3);
  // The fewer symbols they were tried against, the more such others count: of two symbols, twice.
  const some = { own: [], others: new Array(40).fill(1.5) };
  expect(oddsAccepting(rule, { ...some, against: 1 }, 0.55)).toBe(1);
  expect(oddsAccepting(rule, { ...some, against: 0.5 }, 0.55)).toBe(1.5);
});
