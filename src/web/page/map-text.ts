import type { DataReport } from "../protocol.ts";
import { create, element, say } from "./elements.ts";

interface Group {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  /** Root of the mean squared distance from the middle. */
  readonly spread: number;
}

function groupsOf(map: Float32Array, labels: Uint16Array): Group[] {
  const members = new Map<number, number[]>();
  for (const [i, label] of labels.entries()) {
    const places = members.get(label);
    if (places) places.push(i);
    else members.set(label, [i]);
  }
  return [...members]
    .sort(([a], [b]) => a - b)
    .map(([label, places]) => {
      const mean = (axis: number) => places.reduce((sum, i) => sum + map[2 * i + axis], 0) / places.length;
      const [x, y] = [mean(0), mean(1)];
      const square = places.reduce((sum, i) => sum + (map[2 * i] - x) ** 2 + (map[2 * i + 1] - y) ** 2, 0);
      return { label, x, y, spread: Math.sqrt(square / places.length) };
    });
}

/** The map's text twin: where each class's middle lies, how wide it spreads, and which other lies nearest. */
export class MapText {
  readonly #text = element("map-text", HTMLParagraphElement);
  readonly #fold = element("map-fold", HTMLDetailsElement);
  readonly #table = element("map-table", HTMLTableElement);
  #tell = () => {};

  constructor() {
    // On a narrow screen the table scrolls sideways, with the keyboard too.
    element("map-table-frame", HTMLElement).tabIndex = 0;
    this.#fold.addEventListener("toggle", () => this.#tell());
  }

  clear(): void {
    this.#tell = () => {};
    say(this.#text, "Nothing to show yet.");
    this.#table.replaceChildren();
  }

  /** @param map places, (count, 2); @param step as a snapshot's */
  show(data: DataReport, map: Float32Array, step: number | null): void {
    this.#tell = () => this.#write(data, map, step);
    this.#tell();
  }

  #write(data: DataReport, map: Float32Array, step: number | null): void {
    const groups = groupsOf(map, data.labels);
    const rows = groups.map((group) => {
      const others = groups.filter((other) => other !== group);
      const apart = (other: Group) => Math.hypot(other.x - group.x, other.y - group.y);
      const nearest = others.sort((a, b) => apart(a) - apart(b))[0];
      return { group, nearest, apart: apart(nearest) };
    });
    const clear = rows.filter(({ group, apart }) => apart > 2 * group.spread).length;
    const when = step === null ? "In this model" : `After ${step.toLocaleString("en")} steps`;
    say(
      this.#text,
      step === 0
        ? "Before training it only guesses: all lie mixed."
        : `${when}, ${clear} of ${rows.length} classes stand clear of their neighbours.`,
    );
    // A table that nobody looks at is not built.
    if (!this.#fold.open) return;
    const head = create("tr");
    for (const title of ["Class", "Across", "Up", "Spread", "Nearest class", "At"]) {
      const cell = create("th", "", title);
      cell.scope = "col";
      head.append(cell);
    }
    const body = rows.map(({ group, nearest, apart }) => {
      const row = create("tr");
      const name = create("th", "", data.classNames[group.label]);
      name.scope = "row";
      const cells = [group.x.toFixed(2), group.y.toFixed(2), group.spread.toFixed(2)];
      cells.push(data.classNames[nearest.label], apart.toFixed(2));
      row.append(name, ...cells.map((text) => create("td", "", text)));
      return row;
    });
    this.#table.replaceChildren(head, ...body);
  }
}
