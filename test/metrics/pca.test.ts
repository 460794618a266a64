import { describe, expect, it } from "vitest";
import { principalComponents, project } from "../../src/metrics/pca.ts";
import { lehmer } from "../support/lehmer.ts";
import { clusters, fixture, reorder, shuffled } from "./support.ts";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (x, i) => x * b[i]).reduce((s, x) => s + x, 0);
const row = (matrix: Float64Array, i: number, n: number) => matrix.subarray(i * n, (i + 1) * n);

describe.each(fixture.neighbours)(
  "against scikit-learn, $dimension dimensions",
  ({ dimension, gallery, principal }) => {
    it("finds the same components and variances", () => {
      const pca = principalComponents(Float32Array.from(gallery), dimension);
      for (const [i, variance] of principal.variances.entries()) expect(pca.variances[i]).toBeCloseTo(variance, 12);
      for (const [i, value] of principal.components.flat().entries()) expect(pca.components[i]).toBeCloseTo(value, 10);
    });
  },
);

describe("principalComponents", () => {
  it("finds a line in the plane by hand", () => {
    // (0, 0), (3, 4), (6, 8): along (0.6, 0.8), 5 apart; variance 25, and none across.
    const pca = principalComponents(Float32Array.of(0, 0, 3, 4, 6, 8), 2);
    expect([...pca.mean]).toEqual([3, 4]);
    expect([...pca.variances]).toEqual([expect.closeTo(25, 12), expect.closeTo(0, 12)]);
    expect([...pca.components.subarray(0, 2)]).toEqual([expect.closeTo(0.6, 12), expect.closeTo(0.8, 12)]);
    expect([...project(pca, Float32Array.of(0, 0, 3, 4, 6, 8), 1)]).toEqual(
      [-5, 0, 5].map((x) => expect.closeTo(x, 12)),
    );
  });

  it.each([1, 2, 3, 10, 32])(
    "gives orthogonal unit vectors whose variances are those of the projection, %i dimensions",
    (n) => {
      const next = lehmer(n);
      const embeddings = Float32Array.from({ length: 300 * n }, (_, i) => (next() - 0.5) * (1 + (i % n)));
      const pca = principalComponents(embeddings, n);
      const places = project(pca, embeddings, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          expect(dot(row(pca.components, i, n), row(pca.components, j, n))).toBeCloseTo(i === j ? 1 : 0, 12);
        }
        const along = Array.from({ length: 300 }, (_, k) => places[k * n + i]);
        expect(dot(along, along) / 299).toBeCloseTo(pca.variances[i], 9);
        if (i > 0) expect(pca.variances[i]).toBeLessThanOrEqual(pca.variances[i - 1]);
      }
    },
  );

  it("does not depend on the order of the embeddings, but for rounding", () => {
    const set = clusters(200, 5, 3, 2, 8);
    const [a, b] = [set, reorder(set, shuffled(200, 3))].map((s) => principalComponents(s.embeddings, 5));
    for (let i = 0; i < 25; i++) expect(b.components[i]).toBeCloseTo(a.components[i], 9);
  });

  it("has nothing to show for embeddings in one place, and refuses too few", () => {
    const pca = principalComponents(new Float32Array(12).fill(0.25), 3);
    expect([...pca.variances]).toEqual([0, 0, 0]);
    expect([...project(pca, new Float32Array(3).fill(0.25), 2)]).toEqual([0, 0]);
    expect(() => principalComponents(new Float32Array(3), 3)).toThrow(/at least two .* got 1/);
    expect(() => principalComponents(Float32Array.of(1, Number.NaN), 1)).toThrow(/got NaN in row 1/);
    for (const count of [0, 4, 1.5])
      expect(() => project(pca, new Float32Array(3), count)).toThrow(/^count: .* 1 to 3 /);
  });
});
