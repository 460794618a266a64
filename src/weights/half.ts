/** A number of 16 bits as IEEE 754 has them (binary16). @param bits 0 to 65,535, finite ones alone */
export function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  let value = exponent === 0 ? bits & 1023 : 1024 + (bits & 1023);
  // Powers of two are reached by halving and doubling, which are exact.
  for (let e = exponent === 0 ? 1 : exponent; e < 25; e++) value /= 2;
  for (let e = 25; e < exponent; e++) value *= 2;
  return bits & 0x8000 ? -value : value;
}

/** The nearest number of 16 bits, of two equally near ones the even. @throws RangeError beyond 65,504 */
export function toHalf(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  let scaled = Math.abs(value) * 16_777_216;
  let exponent = 1;
  while (scaled >= 2048 && exponent < 31) {
    scaled /= 2;
    exponent++;
  }
  let whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (rest > 0.5 || (rest === 0.5 && whole % 2 === 1)) whole++;
  if (whole === 2048) {
    whole = 1024;
    exponent++;
  }
  if (!(exponent < 31)) throw new RangeError(`Expected a number up to 65504, got ${value}.`);
  return sign | (whole < 1024 ? whole : (exponent << 10) | (whole - 1024));
}
