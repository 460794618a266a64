import { quote, quoteValue } from "../../message-text.ts";

/** @throws RangeError unless the value is an integer from min to max */
export function checkInteger(value: unknown, what: string, min: number, max: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${what} must be an integer from ${min} to ${max}, got ${quoteValue(value)}.`);
  }
  return value;
}

/** A flag that may be left out, and then is false. */
export function checkFlag(value: unknown, what: string): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw new TypeError(`${what} must be true or false, got ${quoteValue(value)}.`);
  }
  return value === true;
}

/** A key that nobody reads, such as a misspelt pool, would give another network than the one asked for. */
export function checkKeys(value: object, what: string, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`${what}: expected the keys ${known.join(", ")} alone, got ${quote(unknown)} too.`);
  }
}
