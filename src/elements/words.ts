/** What the elements say. `%` stands for a name or number. */
export interface ElementWords {
  /** Names of the pads. */
  readonly first: string;
  readonly second: string;
  readonly draw: string;
  /** A pad's name, and how to draw with keys. */
  readonly keys: string;
  readonly undo: string;
  readonly clear: string;
  readonly loading: string;
  /** Before there is something to judge. */
  readonly drawTwo: string;
  readonly same: string;
  readonly different: string;
  /** Beside the verdict, where it is not sure. */
  readonly unsure: string;
  readonly distance: string;
  readonly nothingTaught: string;
  readonly drawOne: string;
  readonly looksLike: string;
  readonly noneOfThese: string;
  readonly name: string;
  readonly remember: string;
  readonly forget: string;
}

export const english: ElementWords = {
  first: "One drawing",
  second: "Another drawing",
  draw: "A drawing",
  keys: "%: arrow keys move, Space draws, Delete clears",
  undo: "Undo",
  clear: "Clear",
  loading: "Loading…",
  drawTwo: "Draw on both sides.",
  same: "Same",
  different: "Different",
  unsure: "A close call.",
  distance: "Distance %, up to % is the same.",
  nothingTaught: "No symbol is known yet.",
  drawOne: "Draw one of these.",
  looksLike: "This looks like: %",
  noneOfThese: "None of these. The nearest is %.",
  name: "Name",
  remember: "Remember",
  forget: "Forget %",
};

/** A phrase with names or numbers in place of its "%". */
export const withParts = (phrase: string, ...parts: readonly string[]): string => {
  let next = 0;
  return phrase.replaceAll("%", () => parts[next++] ?? "");
};
