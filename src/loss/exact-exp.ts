/**
 * The exponential function and the natural logarithm, the same bits in every engine: of + - * /, comparisons and scaling
 * by powers of two alone. `Math.exp` and `Math.log` may round differently from one engine to the next.
 *
 * Worst errors, in units in the last place of the true value (test/loss/exact-exp.test.ts): `exactExp` 0.73,
 * `exactLog` 0.76; a correctly rounded function has 0.5.
 */

/** ln 2 in two parts: the first has 21 bits only, so that an exponent times it is exact. */
const LN2_HIGH = 1453634 / 2097152;
const LN2_LOW = 4.7493250390316726e-7;
const PER_LN2 = Math.LOG2E;

/** 1 / i! from i = 2 on, and 2 / (2 i + 1) from i = 1 on: what the two series leave off is below 2^-60. */
const EXP_SERIES = /* @__PURE__ */ (() => {
  const series = new Float64Array(13);
  for (let i = 0, factorial = 2; i < series.length; i++, factorial *= i + 2) series[i] = 1 / factorial;
  return series;
})();
const LOG_SERIES = /* @__PURE__ */ Float64Array.from({ length: 12 }, (_, i) => 2 / (2 * i + 3));

const MIN_EXPONENT = -1074;
const MAX_EXPONENT = 1023;

/** 2^k for k from -1074 to 1023, made by halving and doubling, which are exact. */
const powers = /* @__PURE__ */ (() => {
  const table = new Float64Array(MAX_EXPONENT - MIN_EXPONENT + 1);
  for (let k = 0, value = 1; k <= MAX_EXPONENT; k++, value *= 2) table[k - MIN_EXPONENT] = value;
  for (let k = 0, value = 1; k >= MIN_EXPONENT; k--, value /= 2) table[k - MIN_EXPONENT] = value;
  return table;
})();

const powerOfTwo = (k: number): number => powers[k - MIN_EXPONENT];

/** e^x: 0 below the least double, Infinity above the largest, NaN of NaN. */
export function exactExp(x: number): number {
  if (!(x > -746)) return x <= -746 ? 0 : x;
  if (x > 710) return Infinity;
  // x = k ln 2 + r, and r in two parts.
  const k = Math.floor(x * PER_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // e^r = 1 + r + rest, with what the rounding of r and of 1 + r lost.
  let series = 0;
  for (let i = EXP_SERIES.length - 1; i >= 0; i--) series = EXP_SERIES[i] + r * series;
  const rest = r * r * series;
  const lost = high - r - low;
  const sum = 1 + r;
  const value = sum + (r - (sum - 1) + (rest + lost));
  // A power above the largest; and below the least normal number there must be one rounding only.
  if (k > MAX_EXPONENT) return value * 2 * powerOfTwo(k - 1);
  return k < MIN_EXPONENT ? value * 0.25 * powerOfTwo(k + 2) : value * powerOfTwo(k);
}

/** ln x: -Infinity of 0, NaN of what is below 0, Infinity of Infinity. */
export function exactLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  // x = 2^k m, and m between the roots of 1/2 and 2.
  let m = x;
  let k = 0;
  for (let step = 512; step >= 1; step /= 2) {
    if (m >= powerOfTwo(step)) {
      m *= powerOfTwo(-step);
      k += step;
    }
    while (m < powerOfTwo(1 - step)) {
      m *= powerOfTwo(step);
      k -= step;
    }
  }
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const f = m - 1;
  // ln(1 + f) = 2 atanh(s) = 2 s + s (2 s^2 / 3 + 2 s^4 / 5 + ...), and 2 s = f - f^2 / 2 + s f^2 / 2: f is exact.
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let i = LOG_SERIES.length - 1; i >= 0; i--) series = LOG_SERIES[i] + square * series;
  // k ln 2 + f, and what its rounding lost.
  const main = k * LN2_HIGH;
  const sum = main + f;
  const lost = k === 0 ? 0 : f - (sum - main);
  const half = (f * f) / 2;
  return sum + (lost - (half - (s * (half + square * series) + k * LN2_LOW)));
}
