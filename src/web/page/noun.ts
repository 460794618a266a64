/** What to call one of the images of these classes. */
export const nounOf = (classNames: readonly string[]): "digit" | "image" =>
  classNames.every((name) => /^[0-9]$/.test(name)) ? "digit" : "image";
