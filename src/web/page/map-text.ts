import type { DataReport, Snapshot } from "../protocol.ts";
import { create, element, say } from "./elements.ts";

/** Where each class's middle is drawn. @param map places, (count, 2) */
function middlesOf(map: Float32Array, labels: Uint16Array): Map<number, { x: number; y: number }> {
  const sums = new Map<number, { x: number; y: number; count: number }>();
  for (const [i, label] of labels.entries()) {
    const { x, y, count } = sums.get(label) ?? { x: 0, y: 0, count: 0 };
    sums.set(label, { x: x + map[2 * i], y: y + map[2 * i + 1], count: count + 1 });
  }
  return new Map([...sums].map(([label, { x, y, count }]) => [label, { x: x / count, y: y / count }]));
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

  show(data: DataReport, snapshot: Snapshot): void {
    this.#tell = () => this.#write(data, snapshot);
    this.#tell();
  }

  #write(data: DataReport, { map, groups, step }: Snapshot): void {
    const clear = groups.filter(({ spread, apart }) => apart > 2 * spread).length;
    const when = step === null ? "In this model" : `After ${step.toLocaleString("en")} steps`;
    say(
      this.#text,
      step === 0
        ? "Before training it only guesses: all lie mixed."
        : `${when}, ${clear} of ${groups.length} classes stand clear of their neighbours, in all dimensions.`,
    );
    // A table that nobody looks at is not built.
    if (!this.#fold.open) return;
    const head = create("tr");
    for (const title of ["Class", "Across", "Up", "Spread", "Nearest class", "At"]) {
      const cell = create("th", "", title);
      cell.scope = "col";
      head.append(cell);
    }
    const middles = middlesOf(map, data.labels);
    const body = groups.map(({ label, spread, nearest, apart }) => {
      const { x = 0, y = 0 } = middles.get(label) ?? {};
      const row = create("tr");
      const name = create("th", "", data.classNames[label]);
      name.scope = "row";
      const cells = [x.toFixed(2), y.toFixed(2), spread.toFixed(2)];
      cells.push(data.classNames[nearest], apart.toFixed(2));
      row.append(name, ...cells.map((text) => create("td", "", text)));
      return row;
    });
    this.#table.replaceChildren(head, ...body);
  }
}
