import { checkEmbeddings } from "./validate.ts";

/** The directions in which embeddings vary most. */
export interface PrincipalComponents {
  readonly dimension: number;
  /** (dimension) */
  readonly mean: Float64Array;
  /** Unit vectors, largest variance first, each with its largest coefficient positive; (dimension, dimension) */
  readonly components: Float64Array;
  /** Variance along each component, descending, over N - 1; (dimension) */
  readonly variances: Float64Array;
}

/**
 * Principal component analysis, exactly: all eigenvectors of the covariance. Only + - * / and square roots are used, so
 * every engine gives the same bits.
 *
 * @param embeddings (N, dimension) f32, row-major; N at least 2
 * @throws RangeError for sizes that do not fit together, numbers that are not finite, or fewer than two rows
 */
export function principalComponents(embeddings: Float32Array, dimension: number): PrincipalComponents {
  const count = checkEmbeddings(embeddings, dimension, "embeddings");
  if (count < 2) throw new RangeError(`embeddings: expected at least two to find how they vary, got ${count}.`);
  const mean = new Float64Array(dimension);
  for (let i = 0; i < embeddings.length; i++) mean[i % dimension] += embeddings[i];
  for (let d = 0; d < dimension; d++) mean[d] /= count;
  const covariance = new Float64Array(dimension * dimension);
  const centred = new Float64Array(dimension);
  for (let at = 0; at < embeddings.length; at += dimension) {
    for (let d = 0; d < dimension; d++) centred[d] = embeddings[at + d] - mean[d];
    for (let r = 0; r < dimension; r++) {
      for (let c = 0; c <= r; c++) covariance[r * dimension + c] += centred[r] * centred[c];
    }
  }
  for (let r = 0; r < dimension; r++) {
    for (let c = 0; c <= r; c++) {
      const value = covariance[r * dimension + c] / (count - 1);
      covariance[r * dimension + c] = value;
      covariance[c * dimension + r] = value;
    }
  }
  const vectors = diagonalise(covariance, dimension);
  const variance = (d: number) => covariance[d * dimension + d];
  const order = Array.from({ length: dimension }, (_, d) => d).sort((a, b) => variance(b) - variance(a));
  const components = new Float64Array(dimension * dimension);
  for (const [row, from] of order.entries()) {
    const vector = vectors.subarray(from * dimension, (from + 1) * dimension);
    const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    for (let d = 0; d < dimension; d++) components[row * dimension + d] = largest < 0 ? -vector[d] : vector[d];
  }
  return { dimension, mean, components, variances: Float64Array.from(order, (d) => Math.max(0, variance(d))) };
}

/**
 * Where embeddings lie along the first components: for a map, two of them.
 *
 * @param embeddings (N, dimension) f32, row-major
 * @param count components to keep, 1 to dimension
 * @returns (N, count)
 * @throws RangeError for sizes that do not fit together
 */
export function project(pca: PrincipalComponents, embeddings: Float32Array, count: number): Float64Array {
  const { dimension, mean, components } = pca;
  const rows = checkEmbeddings(embeddings, dimension, "embeddings");
  if (!Number.isInteger(count) || count < 1 || count > dimension) {
    throw new RangeError(`count: expected an integer from 1 to ${dimension} components, got ${count}.`);
  }
  const result = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < count; c++) {
      let sum = 0;
      for (let d = 0; d < dimension; d++) {
        sum += (embeddings[i * dimension + d] - mean[d]) * components[c * dimension + d];
      }
      result[i * count + c] = sum;
    }
  }
  return result;
}

// Jacobi's method converges quadratically: five to ten sweeps do, whatever the matrix.
const MAX_SWEEPS = 64;

/**
 * Turns a symmetric matrix into a diagonal one, in place, by Jacobi's rotations (1846; in the form of Golub and Van
 * Loan, "Matrix Computations", section 8.5), row by row until every other element is 0.
 *
 * @param a (n, n); its diagonal holds the eigenvalues afterwards
 * @returns the eigenvectors, a row each; (n, n)
 */
function diagonalise(a: Float64Array, n: number): Float64Array {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        const small = Math.abs(a[p * n + p]) + Math.abs(a[q * n + q]);
        if (small + Math.abs(off) === small) continue; // Too small to change an eigenvalue.
        rotated = true;
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, n, p, q, c, t * c);
        for (let i = 0; i < n; i++) {
          const x = vectors[p * n + i];
          const y = vectors[q * n + i];
          vectors[p * n + i] = c * x - t * c * y;
          vectors[q * n + i] = t * c * x + c * y;
        }
      }
    }
    if (!rotated) break;
  }
  return vectors;
}

/** Rotates rows and columns p and q by the angle with cosine c and sine s, which makes a[p, q] zero. */
function rotate(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const x = a[p * n + i];
    const y = a[q * n + i];
    a[p * n + i] = c * x - s * y;
    a[q * n + i] = s * x + c * y;
  }
  for (let i = 0; i < n; i++) {
    const x = a[i * n + p];
    const y = a[i * n + q];
    a[i * n + p] = c * x - s * y;
    a[i * n + q] = s * x + c * y;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
