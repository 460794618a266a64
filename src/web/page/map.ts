import type { DataReport, Snapshot } from "../protocol.ts";
import { rgbOf, showDigit } from "./digit-canvas.ts";
import { create, drawingContext, element, fitCanvas, say } from "./elements.ts";
import { colours, onThemeChange } from "./theme.ts";

const SIZE = 28 * 28;
const PADDING = 14;
const GLIDE_MS = 260;
/** CSS pixels around a pointer in which a digit is looked for. */
const REACH = 24;
const FACE = 11;

/** A map of the held-out images by their embeddings' two principal components: each is drawn as its class's name. */
export class EmbeddingMap {
  readonly #canvas = element("map", HTMLCanvasElement);
  readonly #tip = element("map-tip", HTMLDivElement);
  readonly #tipDigit = element("map-digit", HTMLCanvasElement);
  readonly #tipLabel = element("map-label", HTMLSpanElement);
  readonly #live = element("map-live", HTMLParagraphElement);
  readonly #text = element("map-text", HTMLParagraphElement);
  readonly #table = element("map-table", HTMLTableElement);
  readonly #fold = element("map-fold", HTMLDetailsElement);
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #data: DataReport | undefined;
  /** Where images were, where they are going, and where they are drawn; in the map's own units. */
  #from: Float32Array = new Float32Array(0);
  #to: Float32Array = new Float32Array(0);
  #now: Float32Array = new Float32Array(0);
  /** Training steps behind the map. */
  #step: number | null = 0;
  #begun = 0;
  #frame = 0;
  /** How far the view goes to either side and up and down; grows and shrinks slowly with what it shows. */
  #view = { x: 1, y: 1 };
  #chosen = -1;
  #sprites: Sprite[] = [];
  /** Kept from frame to frame: a new one each would be megabytes a second to collect. */
  #image: ImageData | undefined;

  constructor() {
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "application");
    this.#canvas.setAttribute("aria-roledescription", "map of digits");
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    onThemeChange(() => {
      this.#sprites = [];
      this.#draw();
    });
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerdown", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#choose(-1));
    this.#canvas.addEventListener("blur", () => this.#choose(-1));
    this.#fold.addEventListener("toggle", () => this.#tell());
    this.#canvas.addEventListener("keydown", (event) => this.#walk(event));
  }

  setData(data: DataReport): void {
    this.#data = data;
    this.#sprites = [];
    this.#from = this.#to = this.#now = new Float32Array(0);
    this.#choose(-1);
    say(this.#text, "Nothing to show yet.");
    this.#table.replaceChildren();
    this.#draw();
  }

  show({ map, step }: Snapshot): void {
    const isFirst = this.#now.length !== map.length;
    this.#from = isFirst ? map : this.#now.slice();
    this.#to = map;
    this.#begun = performance.now();
    if (isFirst || this.#calm.matches) this.#from = map;
    if (isFirst) this.#view = extent(map);
    this.#step = step;
    this.#tell();
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#glide());
  }

  #glide(): void {
    this.#frame = 0;
    const share = Math.min(1, (performance.now() - this.#begun) / GLIDE_MS);
    const eased = 1 - (1 - share) * (1 - share);
    const now = this.#now.length === this.#to.length ? this.#now : new Float32Array(this.#to.length);
    for (let i = 0; i < now.length; i++) now[i] = this.#from[i] + eased * (this.#to[i] - this.#from[i]);
    this.#now = now;
    const wanted = extent(this.#to);
    const ease = this.#calm.matches ? 1 : 0.2;
    const { x, y } = this.#view;
    this.#view = { x: x + ease * (wanted.x - x), y: y + ease * (wanted.y - y) };
    this.#draw();
    const settled = Math.abs(wanted.x - x) < 0.005 * wanted.x && Math.abs(wanted.y - y) < 0.005 * wanted.y;
    if (share < 1 || !settled) this.#frame = requestAnimationFrame(() => this.#glide());
  }

  /** CSS pixels a unit of the map. */
  #scale(width: number, height: number): number {
    const { x, y } = this.#view;
    return Math.min((width / 2 - PADDING) / x, (height / 2 - PADDING) / y);
  }

  /** Where image i is drawn, in CSS pixels. */
  #place(i: number): { x: number; y: number } {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = this.#scale(width, height);
    return { x: width / 2 + this.#now[2 * i] * scale, y: height / 2 - this.#now[2 * i + 1] * scale };
  }

  #draw(): void {
    const { context, width, height } = fitCanvas(this.#canvas);
    const data = this.#data;
    if (!data || width === 0) return;
    const { soft, ink, card, classes } = colours();
    const count = this.#now.length / 2;
    if (count === 0) {
      context.font = "15px system-ui, sans-serif";
      context.fillStyle = soft;
      context.textAlign = "center";
      context.fillText("One moment…", width / 2, height / 2);
      return;
    }
    if (this.#sprites.length === 0) this.#sprites = data.classNames.map((name, i) => sprite(name, classes[i % 10]));
    context.putImageData(this.#stampAll(data, this.#canvas, width, height), 0, 0);
    if (this.#chosen < 0) return;
    const { x, y } = this.#place(this.#chosen);
    context.beginPath();
    context.arc(x, y, FACE, 0, 2 * Math.PI);
    context.fillStyle = card;
    context.fill();
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.stroke();
    const label = data.labels[this.#chosen];
    writeName(context, data.classNames[label], classes[label % 10], x, y);
  }

  #stampAll({ labels }: DataReport, canvas: HTMLCanvasElement, width: number, height: number): ImageData {
    let image = this.#image;
    if (image?.width === canvas.width && image.height === canvas.height) image.data.fill(0);
    else this.#image = image = new ImageData(canvas.width, canvas.height);
    const ratio = canvas.width / width;
    const scale = this.#scale(width, height) * ratio;
    const [middleX, middleY] = [(width / 2) * ratio, (height / 2) * ratio];
    for (let i = 0; i < labels.length; i++) {
      const [x, y] = [middleX + this.#now[2 * i] * scale, middleY - this.#now[2 * i + 1] * scale];
      stamp(image, this.#sprites[labels[i]], x, y);
    }
    return image;
  }

  #point({ offsetX, offsetY }: PointerEvent): void {
    let best = REACH * REACH;
    let chosen = -1;
    for (let i = 0; i < this.#now.length / 2; i++) {
      const { x, y } = this.#place(i);
      const apart = (x - offsetX) * (x - offsetX) + (y - offsetY) * (y - offsetY);
      if (apart < best) {
        best = apart;
        chosen = i;
      }
    }
    this.#choose(chosen);
  }

  /** To the nearest image in the direction of an arrow key. */
  #walk(event: KeyboardEvent): void {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") {
      this.#choose(-1);
      return;
    }
    if (!direction || this.#now.length === 0) return;
    event.preventDefault();
    const middle = { x: this.#canvas.clientWidth / 2, y: this.#canvas.clientHeight / 2 };
    const from = this.#chosen < 0 ? middle : this.#place(this.#chosen);
    let best = Number.POSITIVE_INFINITY;
    let next = this.#chosen;
    for (let i = 0; i < this.#now.length / 2; i++) {
      const { x, y } = this.#place(i);
      const along = (x - from.x) * direction[0] + (y - from.y) * direction[1];
      const across = (x - from.x) * direction[1] + (y - from.y) * direction[0];
      const cost = along + 2 * Math.abs(across);
      if (i !== this.#chosen && along > 1 && cost < best) {
        best = cost;
        next = i;
      }
    }
    this.#choose(next);
    const { labels, classNames } = this.#data as DataReport;
    if (next >= 0) say(this.#live, `Image ${next}, ${classNames[labels[next]]}`);
  }

  #choose(i: number): void {
    if (i === this.#chosen && i < 0) return;
    this.#chosen = i;
    const data = this.#data;
    this.#tip.hidden = i < 0 || !data;
    if (i >= 0 && data) {
      showDigit(this.#tipDigit, data.images.subarray(i * SIZE, (i + 1) * SIZE));
      this.#tipLabel.textContent = `${data.classNames[data.labels[i]]}, image ${i}`;
      const { x, y } = this.#place(i);
      const { offsetWidth, offsetHeight } = this.#tip;
      const left = x + 18 + offsetWidth > this.#canvas.clientWidth ? x - 18 - offsetWidth : x + 18;
      const top = Math.min(this.#canvas.clientHeight - offsetHeight, Math.max(0, y - offsetHeight / 2));
      this.#tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
    }
    this.#draw();
  }

  /** The text twin: where each class's middle lies, how wide it spreads, and which other lies nearest. */
  #tell(): void {
    const data = this.#data;
    if (!data || this.#to.length === 0) return;
    const step = this.#step;
    const groups = groupsOf(this.#to, data.labels);
    const rows = groups.map((group) => {
      const others = groups.filter((other) => other !== group);
      const apart = (other: Group) => Math.hypot(other.x - group.x, other.y - group.y);
      const nearest = others.sort((a, b) => apart(a) - apart(b))[0];
      return { group, nearest, apart: apart(nearest) };
    });
    const clear = rows.filter(({ group, apart }) => apart > 2 * group.spread).length;
    const when = step === null ? "In this model" : `After ${step.toLocaleString("en")} steps`;
    say(this.#text, `${when}, ${clear} of ${rows.length} classes stand clear of their neighbours.`);
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

interface Group {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  /** Root of the mean squared distance from the middle. */
  readonly spread: number;
}

function groupsOf(map: Float32Array, labels: Uint8Array): Group[] {
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

/** How far a map goes to either side of its middle, and up and down. */
function extent(map: Float32Array): { x: number; y: number } {
  const most = { x: 1e-6, y: 1e-6 };
  for (let i = 0; i < map.length; i += 2) {
    most.x = Math.max(most.x, Math.abs(map[i]));
    most.y = Math.max(most.y, Math.abs(map[i + 1]));
  }
  return most;
}

function writeName(context: CanvasRenderingContext2D, name: string, colour: string, x: number, y: number): void {
  context.font = "650 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(name.slice(0, 2), x, y);
}

/** A class's name, drawn once. */
interface Sprite {
  /** Pixels a side. */
  readonly side: number;
  /** (side, side) */
  readonly alpha: Uint8Array;
  readonly rgb: readonly [number, number, number];
}

function sprite(name: string, colour: string): Sprite {
  const canvas = create("canvas");
  const ratio = window.devicePixelRatio || 1;
  const side = Math.round(2 * FACE * ratio);
  canvas.width = canvas.height = side;
  const context = drawingContext(canvas);
  context.scale(ratio, ratio);
  writeName(context, name, colour, FACE, FACE);
  const { data } = context.getImageData(0, 0, side, side);
  return { side, alpha: Uint8Array.from({ length: side * side }, (_, i) => data[4 * i + 3]), rgb: rgbOf(colour) };
}

/** Puts a sprite's middle on a pixel of an image. By hand: a thousand `drawImage` a frame hold the page up. */
function stamp({ data, width, height }: ImageData, { side, alpha, rgb }: Sprite, x: number, y: number): void {
  const left = Math.round(x - side / 2);
  const top = Math.round(y - side / 2);
  for (let r = Math.max(0, -top); r < side && top + r < height; r++) {
    for (let c = Math.max(0, -left); c < side && left + c < width; c++) {
      const a = alpha[r * side + c];
      if (a === 0) continue;
      const at = 4 * ((top + r) * width + left + c);
      const under = data[at + 3];
      const share = under === 0 ? 1 : a / 255;
      for (let k = 0; k < 3; k++) data[at + k] += share * (rgb[k] - data[at + k]);
      if (a > under) data[at + 3] = a;
    }
  }
}
