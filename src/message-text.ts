// Controls that a terminal obeys, line breaks, and marks that turn the direction of text or have no width.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Text that may come from anywhere, such as a file's name, for a message: as it is, but what is unprintable escaped. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Text that comes from a file, for a message: quoted, escaped and cut to `most` characters, so that it is one line. */
export const quote = (text: string, most = 60): string =>
  printable(JSON.stringify(text.length > most ? `${text.slice(0, most)}...` : text));

/** Any value that JSON can hold, for a message: of a list or an object only that it is one, since it may be deep. */
export function quoteValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Names for a message: the first few quoted, and how many more there are. */
export function listNames(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => quote(name));
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}
