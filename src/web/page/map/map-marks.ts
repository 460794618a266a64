import { t } from "../../messages/t.ts";
import type { ComparePanel } from "../compare-panel.ts";
import { isColour, pixelsOf } from "../drawing.ts";
import type { Judge } from "../judge.ts";
import { lineSymbols } from "../symbols.ts";
import type { TeachPanel } from "../teach-panel.ts";
import type { EmbeddingMap, MapMark } from "./embedding-map.ts";

/** Puts what the visitor draws on the map: the pads, and each symbol at the middle of its drawings. */
export class MapMarks {
  readonly #map: EmbeddingMap;
  readonly #judge: Judge;
  readonly #compare: ComparePanel;
  readonly #teach: TeachPanel;
  #asked = 0;

  constructor(map: EmbeddingMap, judge: Judge, compare: ComparePanel, teach: TeachPanel) {
    this.#map = map;
    this.#judge = judge;
    this.#compare = compare;
    this.#teach = teach;
    const update = () => void this.#update();
    for (const pad of [...compare.pads, teach.pad]) pad.onChange(update);
    teach.onChange(update);
    judge.onChange(update);
  }

  async #update(): Promise<void> {
    const asked = ++this.#asked;
    const { shape } = this.#judge;
    const [a, b] = this.#compare.pads;
    const { drawing } = this.#teach.pad;
    const own = [
      { name: "A", images: [a.image] },
      { name: "B", images: [b.image] },
      { name: t("yourDrawing"), images: [drawing && !isColour(drawing) ? pixelsOf(drawing, shape) : undefined] },
      // The map's network knows no colour pictures.
      ...lineSymbols(this.#teach.symbols).map(({ name, drawings }) => {
        return { name, images: drawings.map((drawing) => pixelsOf(drawing, shape)) };
      }),
    ].flatMap(({ name, images: [first, ...more] }) =>
      first ? [{ name, images: [first, ...more.flatMap((image) => image ?? [])] }] : [],
    );
    const embedded = await this.#judge.embed(own.flatMap(({ images }) => images));
    if (asked !== this.#asked) return;
    const marks: MapMark[] = [];
    let at = 0;
    for (const { name, images } of embedded ? own : []) {
      const { embeddings, dimension } = embedded ?? { embeddings: new Float32Array(0), dimension: 0 };
      const embedding = new Float32Array(dimension);
      for (const _ of images) {
        for (let d = 0; d < dimension; d++) embedding[d] += embeddings[at + d] / images.length;
        at += dimension;
      }
      marks.push({ name, pixels: images[0], embedding });
    }
    this.#map.marks = marks;
  }
}
