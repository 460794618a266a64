import { exactExp } from "../loss/exact-exp.ts";

/** Newton steps: from weights of 0 the fit stands still after some eight. */
const STEPS = 12;
/** Keeps the weights finite where a feature is constant or tells the two kinds apart without fault. */
const RIDGE = 1e-3;

/** A linear rule: the log-odds of a row are its bias plus the features, each times its weight. */
export interface Logistic {
  readonly bias: number;
  readonly weights: Float64Array;
}

export function logOdds({ bias, weights }: Logistic, features: ArrayLike<number>, at = 0): number {
  let sum = bias;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * features[at + i];
  return sum;
}

/** Solves a symmetric positive definite system in place, (n, n + 1), the right side last: Gaussian elimination. */
function solve(rows: Float64Array[]): number[] {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const factor = rows[j][i] / rows[i][i];
      for (let k = i; k <= n; k++) rows[j][k] -= factor * rows[i][k];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i][n];
    for (let k = i + 1; k < n; k++) sum -= rows[i][k] * x[k];
    x[i] = sum / rows[i][i];
  }
  return x;
}

/**
 * Fits log-odds by logistic regression (Newton's method with a small ridge), from exact operations alone.
 *
 * @param features (rows, count), row-major
 * @param kinds 1 or 0; (rows)
 */
export function fitLogistic(features: Float64Array, kinds: Uint8Array, count: number): Logistic {
  const size = count + 1;
  const w = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  for (let step = 0; step < STEPS; step++) {
    const system = Array.from({ length: size }, (_, i) => {
      const line = new Float64Array(size + 1);
      line[i] = RIDGE * kinds.length;
      line[size] = -RIDGE * kinds.length * w[i];
      return line;
    });
    for (let r = 0; r < kinds.length; r++) {
      let sum = w[0];
      for (let i = 1; i < size; i++) {
        row[i] = features[r * count + i - 1];
        sum += w[i] * row[i];
      }
      const p = 1 / (1 + exactExp(-sum));
      // Never quite 0: a row that is judged without doubt still holds the system's place.
      const curvature = Math.max(1e-9, p * (1 - p));
      for (let i = 0; i < size; i++) {
        system[i][size] += row[i] * (kinds[r] - p);
        for (let j = 0; j < size; j++) system[i][j] += curvature * row[i] * row[j];
      }
    }
    const move = solve(system);
    for (let i = 0; i < size; i++) w[i] += move[i];
  }
  return { bias: w[0], weights: w.slice(1) };
}
