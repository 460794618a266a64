import { euclideanDistance } from "../../../distance.ts";
import type { DataReport, Snapshot } from "../../protocol.ts";
import { create, element, say } from "../elements.ts";
import type { MapMark } from "./embedding-map.ts";
import type { MapView } from "./map-view.ts";

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

  show(data: DataReport, snapshot: Snapshot, marks: readonly MapMark[], view: MapView): void {
    this.#tell = () => this.#write(data, snapshot, marks, view);
    this.#tell();
  }

  #write(data: DataReport, { groups, step, dimension }: Snapshot, marks: readonly MapMark[], view: MapView): void {
    const clear = groups.filter(({ spread, apart }) => apart > 2 * spread).length;
    const when = step === null ? "In this model" : `After ${step.toLocaleString("en")} steps`;
    const stand = `${when}, ${clear} of ${groups.length} classes stand clear of their neighbours, in all dimensions.`;
    const own = marks.map(({ name, embedding }) => {
      const apart = (middle: Float64Array) => euclideanDistance(embedding, 0, middle, 0, dimension);
      const [nearest] = [...groups].sort((a, b) => apart(a.middle) - apart(b.middle));
      return `${name} lies nearest to ${data.classNames[nearest.label]}`;
    });
    const yours = own.length > 0 ? ` Of your own, ${own.join(", ")}.` : "";
    say(this.#text, (step === 0 ? "Before training it only guesses: all lie mixed." : stand) + yours);
    // A table that nobody looks at is not built.
    if (!this.#fold.open) return;
    const head = create("tr");
    for (const title of ["Class", "Across", "Up", "Spread", "Nearest class", "At"]) {
      const cell = create("th", "", title);
      cell.scope = "col";
      head.append(cell);
    }
    const body = groups.map(({ label, middle, spread, nearest, apart }) => {
      const [x, y] = view.project(Float32Array.from(middle));
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
