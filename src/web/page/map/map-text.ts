import { euclideanDistance } from "../../../distance.ts";
import { number } from "../../messages/format.ts";
import { t } from "../../messages/t.ts";
import type { DataReport, Snapshot } from "../../protocol.ts";
import { create, element, say } from "../elements.ts";
import type { MapMark } from "./embedding-map.ts";
import type { MapView } from "./map-view.ts";

const HEAD = ["tableClass", "tableAcross", "tableUp", "tableSpread", "tableNearest", "tableAt"] as const;

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
    say(this.#text, t("nothingToShow"));
    this.#table.replaceChildren();
  }

  show(data: DataReport, snapshot: Snapshot, marks: readonly MapMark[], view: MapView): void {
    this.#tell = () => this.#write(data, snapshot, marks, view);
    this.#tell();
  }

  #write(data: DataReport, { groups, step, dimension }: Snapshot, marks: readonly MapMark[], view: MapView): void {
    const clear = groups.filter(({ spread, apart }) => apart > 2 * spread).length;
    const own = marks.map(({ name, embedding }): [string, string] => {
      const apart = (middle: Float64Array) => euclideanDistance(embedding, 0, middle, 0, dimension);
      const [nearest] = [...groups].sort((a, b) => apart(a.middle) - apart(b.middle));
      return [name, data.classNames[nearest.label]];
    });
    const stand = step === 0 ? t("mapMixed") : t("standClear", step, clear, groups.length);
    say(this.#text, own.length > 0 ? `${stand} ${t("yoursLie", own)}` : stand);
    // A table that nobody looks at is not built.
    if (!this.#fold.open) return;
    const head = create("tr");
    for (const title of HEAD) {
      const cell = create("th", "", t(title));
      cell.scope = "col";
      head.append(cell);
    }
    const body = groups.map(({ label, middle, spread, nearest, apart }) => {
      const [x, y] = view.project(Float32Array.from(middle));
      const row = create("tr");
      const name = create("th", "", data.classNames[label]);
      name.scope = "row";
      const cells = [number(x, 2), number(y, 2), number(spread, 2), data.classNames[nearest], number(apart, 2)];
      row.append(name, ...cells.map((text) => create("td", "", text)));
      return row;
    });
    this.#table.replaceChildren(head, ...body);
  }
}
