// Besides what JSON escapes: C1 controls, which a terminal obeys, and marks that turn the direction of text.
const UNPRINTABLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Text that comes from a file, for a message: quoted, escaped and cut to `most` characters, so that it is one line. */
export const quote = (text: string, most = 60): string =>
  JSON.stringify(text.length > most ? `${text.slice(0, most)}...` : text).replace(
    UNPRINTABLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Any value that JSON can hold, for a message: of a list or an object only that it is one, since it may be deep. */
export function quoteValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
