import { MAX_CLASSES } from "../data/dataset.ts";
import { quote } from "../message-text.ts";
import { refuse } from "./unreadable.ts";

/** Labels as a file spells them. */
export class LabelList {
  /** The different labels, in the order in which they first came, and the rows where they did. */
  readonly names: string[] = [];
  readonly #rows: number[] = [];
  readonly #numbers = new Map<string, number>();
  /** An index of `names` for each label. */
  readonly places: number[] = [];

  get length(): number {
    return this.places.length;
  }

  /** @throws UnreadableFileError naming the row, for an empty label, or more labels than a data set may have classes */
  add(label: string, row: number, source: string): void {
    let place = this.#numbers.get(label);
    if (place === undefined) {
      const name = label.trim();
      if (name === "") refuse(`${source} row ${row}`, "expected a label, got an empty cell.");
      place = this.#numbers.get(name) ?? this.names.length;
      this.#numbers.set(label, place);
      if (place === this.names.length) {
        if (place === MAX_CLASSES) refuse(`${source} row ${row}`, `expected at most ${MAX_CLASSES} classes, got more.`);
        this.#numbers.set(name, place);
        this.names.push(name);
        this.#rows.push(row);
      }
    }
    this.places.push(place);
  }

  /**
   * Numbers the classes: integers are their own numbers, other labels are numbered in the order of their names.
   * @param classCount labels must be integers below it. Default: any labels
   * @throws UnreadableFileError naming the row of a label that is not below `classCount`
   */
  resolve(source: string, classCount?: number): { labels: Uint16Array; classNames: readonly string[] } {
    const integers = this.names.map(parseLabel);
    if (classCount !== undefined) {
      const wrong = integers.findIndex((label) => label < 0 || label >= classCount);
      if (wrong >= 0) {
        const expected = `expected a label from 0 to ${classCount - 1}`;
        refuse(`${source} row ${this.#rows[wrong]}`, `${expected}, got ${quote(this.names[wrong], 24)}.`);
      }
    }
    let numbers = integers;
    let classNames: string[];
    if (integers.every((label) => label >= 0)) {
      const most = integers.reduce((a, b) => Math.max(a, b), 0);
      classNames = Array.from({ length: most + 1 }, (_, label) => String(label));
    } else {
      classNames = [...this.names].sort();
      const places = new Map(classNames.map((name, label) => [name, label]));
      numbers = this.names.map((name) => places.get(name) ?? 0);
    }
    // By a loop: for half a million labels `from` would take a fifth of the time of reading them.
    const labels = new Uint16Array(this.length);
    for (let i = 0; i < labels.length; i++) labels[i] = numbers[this.places[i]];
    return { labels, classNames };
  }
}

/** A label that is an integer of 16 bits, as tables write it: "7", or "7.0" by pandas; -1 for anything else. */
function parseLabel(name: string): number {
  const value = /^\d{1,9}(\.0{0,9})?$/.test(name) ? Number(name) : -1;
  return value < MAX_CLASSES ? value : -1;
}
