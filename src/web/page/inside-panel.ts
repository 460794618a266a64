import { number } from "../messages/format.ts";
import { t } from "../messages/t.ts";
import type { Inside, LayerOutput } from "../protocol.ts";
import { create, element, fitCanvas, say } from "./elements.ts";
import type { Judge } from "./judge.ts";
import { type Maps, showMaps } from "./maps-picture.ts";
import type { Pad } from "./pad.ts";
import { colours, onThemeChange } from "./theme.ts";

/** Of a layer with more maps, so many are shown. */
const MOST_MAPS = 64;
/** CSS pixels between the bars of two numbers. */
const BAR_GAP = 4;

const largest = (values: ArrayLike<number>): number => {
  let most = 1e-9;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
};

/** The filters of a network, and what each of its layers makes of the two drawings. */
export class InsidePanel {
  readonly #judge: Judge;
  readonly #pads: readonly [Pad, Pad];
  readonly #fold = element("inside-fold", HTMLDetailsElement);
  readonly #frame = element("inside", HTMLDivElement);
  readonly #text = element("inside-text", HTMLParagraphElement);
  /** The network's layers, as the frame is built for. */
  #key = "";
  #inside: Inside | undefined;
  #asked = 0;

  constructor(judge: Judge, pads: readonly [Pad, Pad]) {
    this.#judge = judge;
    this.#pads = pads;
    const look = () => void this.#look();
    this.#fold.addEventListener("toggle", look);
    for (const pad of pads) pad.onChange(look);
    judge.onChange(look);
    onThemeChange(() => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(this.#frame);
    look();
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    if (!this.#fold.open) return;
    const [a, b] = this.#pads.map(({ image }) => image);
    const inside = a && b ? await this.#judge.lookInside([a, b]) : undefined;
    if (asked !== this.#asked) return;
    this.#inside = inside;
    this.#frame.hidden = !inside;
    if (inside) {
      this.#build(inside);
      this.#draw();
      say(this.#text, describe(inside.layers));
    } else {
      say(this.#text, t(a && b ? "learntNothing" : "drawBoth"));
    }
  }

  /** A part for the filters, one for each layer, and one for the last numbers. */
  #build({ filters, layers }: Inside): void {
    const key = JSON.stringify([filters?.count, layers.map(({ values: _, ...layer }) => layer)]);
    if (key === this.#key) return;
    this.#key = key;
    const parts = layers.slice(0, -1).map((layer) => {
      const { name, rows, columns, channels } = layer;
      const shown = Math.min(channels, MOST_MAPS);
      const count = shown < channels ? t("someOf", shown, channels) : number(channels);
      const heading =
        rows * columns === 1 ? t("insideNumbers", name, count) : t("insideMaps", name, count, `${rows}x${columns}`);
      return part(heading, [t("layerOf", name, true), t("layerOf", name, false)]);
    });
    const { channels } = layers[layers.length - 1];
    if (filters) parts.unshift(part(t("filtersOf", filters.count, filters.name), [t("filters")], "filters"));
    parts.push(part(t("compared", channels), [t("bothNumbers")], "embedding"));
    this.#frame.replaceChildren(...parts);
  }

  #draw(): void {
    if (!this.#inside || !this.#fold.open) return;
    const { filters, layers } = this.#inside;
    const canvases = [...this.#frame.querySelectorAll("canvas")];
    if (filters) {
      const [canvas] = canvases.splice(0, 1);
      const { count, channels, size, values } = filters;
      // Of RGB, the filters of the three colours one after the other.
      const maps = { count: Math.min(count * channels, MOST_MAPS), rows: size, columns: size, values };
      showMaps(canvas, maps, largest(values), true);
    }
    for (const [l, layer] of layers.slice(0, -1).entries()) {
      const most = largest(layer.values);
      const isSigned = layer.values.some((value) => value < 0);
      for (let i = 0; i < 2; i++) showMaps(canvases[2 * l + i], mapsOf(layer, i), most, isSigned);
    }
    drawNumbers(canvases[canvases.length - 1], layers[layers.length - 1]);
  }
}

function part(heading: string, labels: readonly string[], kind = "twins"): HTMLElement {
  const section = create("section", "inside-part");
  const pictures = create("div", kind);
  for (const label of labels) {
    const canvas = create("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    pictures.append(canvas);
  }
  section.append(create("h3", "", heading), pictures);
  return section;
}

/** Of one of the images. */
function mapsOf({ rows, columns, channels, values }: LayerOutput, image: number): Maps {
  const size = channels * rows * columns;
  const count = Math.min(channels, MOST_MAPS);
  return { count, rows, columns, values: values.subarray(image * size, (image + 1) * size) };
}

/** Both embeddings: two bars a number, up from the middle or down. */
function drawNumbers(canvas: HTMLCanvasElement, { channels, values }: LayerOutput): void {
  const { context, width, height } = fitCanvas(canvas);
  const { same, different, line } = colours();
  const most = largest(values);
  const step = width / channels;
  const bar = Math.max(1, (step - Math.min(BAR_GAP, step / 3)) / 2);
  for (let i = 0; i < 2; i++) {
    context.fillStyle = i === 0 ? same : different;
    for (let d = 0; d < channels; d++) {
      const length = (values[i * channels + d] / most) * (height / 2 - 1);
      context.fillRect(d * step + i * bar, height / 2 - Math.max(0, length), bar, Math.abs(length));
    }
  }
  context.fillStyle = line;
  context.fillRect(0, height / 2 - 0.5, width, 1);
}

/** Which of the numbers tells the two most apart. */
function describe(layers: readonly LayerOutput[]): string {
  const { channels, values } = layers[layers.length - 1];
  const squares = Array.from({ length: channels }, (_, d) => (values[d] - values[channels + d]) ** 2);
  const sum = squares.reduce((total, square) => total + square, 0);
  const most = squares.indexOf(Math.max(...squares));
  if (sum === 0) return t("allEqual", channels);
  const share = Math.round((100 * squares[most]) / sum);
  return t("tellsMost", most + 1, values[most], values[channels + most], share);
}
