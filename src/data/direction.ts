/** Terms of the sine's and cosine's series, which up to 45 degrees are left off below 2^-60. */
const TERMS = 10;

/**
 * The unit vector that points `degrees` round from the first axis to the second, `[cos, sin]`, to within 3 units in the
 * last place. It is made of + - * / and floor alone, so that every engine gives the same bits; `Math.sin` does not.
 *
 * @param degrees any finite angle
 */
export function direction(degrees: number): [cos: number, sin: number] {
  const quarter = Math.floor(degrees / 90 + 0.5);
  const x = ((degrees - 90 * quarter) * Math.PI) / 180;
  const square = x * x;
  let cos = 1;
  let sin = 1;
  for (let i = TERMS; i >= 1; i--) {
    cos = 1 - (square * cos) / ((2 * i - 1) * 2 * i);
    sin = 1 - (square * sin) / (2 * i * (2 * i + 1));
  }
  sin *= x;
  switch (quarter - 4 * Math.floor(quarter / 4)) {
    case 0:
      return [cos, sin];
    case 1:
      return [-sin, cos];
    case 2:
      return [-cos, -sin];
    default:
      return [sin, -cos];
  }
}
