import type { DataReport, Snapshot } from "../protocol.ts";
import { sizeOf } from "./drawing.ts";
import { element, fitCanvas, say } from "./elements.ts";
import { MapText } from "./map-text.ts";
import { showPicture } from "./picture.ts";
import { colours, onThemeChange } from "./theme.ts";

const PADDING = 14;
const GLIDE_MS = 260;
/** CSS pixels around a pointer in which a digit is looked for. */
const REACH = 24;
/** CSS pixels of the circle around the chosen image, and of a point whose class has a longer name than two letters. */
const FACE = 11;
const DOT = 5;
/** A longer class name is cut. */
const MAX_NAME = 14;

/**
 * A map of the held-out images by their embeddings' two principal components: each is drawn as its class's name, or as a point if
 * names are long. */
export class EmbeddingMap {
  readonly #canvas = element("map", HTMLCanvasElement);
  readonly #tip = element("map-tip", HTMLDivElement);
  readonly #tipDigit = element("map-digit", HTMLCanvasElement);
  readonly #tipLabel = element("map-label", HTMLSpanElement);
  readonly #live = element("map-live", HTMLParagraphElement);
  readonly #text = new MapText();
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #data: DataReport | undefined;
  /** Where images were, where they are going, and where they are drawn; in the map's own units. */
  #from: Float32Array = new Float32Array(0);
  #to: Float32Array = new Float32Array(0);
  #now: Float32Array = new Float32Array(0);
  #startedAt = 0;
  #frame = 0;
  /** How far the view goes to either side and up and down; grows and shrinks slowly with what it shows. */
  #view = { x: 1, y: 1 };
  #chosen = -1;

  constructor() {
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "application");
    this.#canvas.setAttribute("aria-roledescription", "map of digits");
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    onThemeChange(() => this.#draw());
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerdown", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#choose(-1));
    this.#canvas.addEventListener("blur", () => this.#choose(-1));
    this.#canvas.addEventListener("keydown", (event) => this.#walk(event));
  }

  setData(data: DataReport): void {
    this.#data = data;
    this.#from = this.#to = this.#now = new Float32Array(0);
    this.#choose(-1);
    this.#text.clear();
    this.#draw();
  }

  show(snapshot: Snapshot): void {
    const { map } = snapshot;
    const isFirst = this.#now.length !== map.length;
    this.#from = isFirst ? map : this.#now.slice();
    this.#to = map;
    this.#startedAt = performance.now();
    if (isFirst || this.#calm.matches) this.#from = map;
    if (isFirst) this.#view = extent(map);
    if (this.#data) this.#text.show(this.#data, snapshot);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#glide());
  }

  #glide(): void {
    this.#frame = 0;
    const share = Math.min(1, (performance.now() - this.#startedAt) / GLIDE_MS);
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
    context.font = "650 12px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (this.#now.length === 0) {
      context.fillStyle = soft;
      context.fillText("One moment…", width / 2, height / 2);
      return;
    }
    const { classNames, labels } = data;
    // Names of one or two letters are the points themselves; longer ones would hide each other.
    const areNames = classNames.every((name) => name.length <= 2);
    const scale = this.#scale(width, height);
    const middles = new Float64Array(3 * classNames.length);
    for (const [i, label] of labels.entries()) {
      const x = width / 2 + this.#now[2 * i] * scale;
      const y = height / 2 - this.#now[2 * i + 1] * scale;
      context.fillStyle = classes[label % classes.length];
      if (areNames) context.fillText(classNames[label], x, y);
      else context.fillRect(x - DOT / 2, y - DOT / 2, DOT, DOT);
      middles[3 * label] += x;
      middles[3 * label + 1] += y;
      middles[3 * label + 2]++;
    }
    if (!areNames) this.#writeNames(context, classNames, middles);
    if (this.#chosen < 0) return;
    const { x, y } = this.#place(this.#chosen);
    context.beginPath();
    context.arc(x, y, FACE, 0, 2 * Math.PI);
    context.fillStyle = card;
    context.fill();
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.stroke();
    const label = labels[this.#chosen];
    context.fillStyle = classes[label % classes.length];
    context.fillText(areNames ? classNames[label] : "•", x, y);
  }

  /** Each class's name on the middle of its points. @param middles (classes, 3): sums of x and of y, and the count */
  #writeNames(context: CanvasRenderingContext2D, names: readonly string[], middles: Float64Array): void {
    const { card, classes } = colours();
    context.strokeStyle = card;
    context.lineWidth = 4;
    context.lineJoin = "round";
    for (const [label, name] of names.entries()) {
      const count = middles[3 * label + 2];
      if (count === 0) continue;
      const [x, y] = [middles[3 * label] / count, middles[3 * label + 1] / count];
      const shown = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
      context.strokeText(shown, x, y);
      context.fillStyle = classes[label % classes.length];
      context.fillText(shown, x, y);
    }
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
      const size = sizeOf(data.shape);
      showPicture(this.#tipDigit, data.images.subarray(i * size, (i + 1) * size), data.shape);
      this.#tipLabel.textContent = `${data.classNames[data.labels[i]]}, image ${i}`;
      const { x, y } = this.#place(i);
      const { offsetWidth, offsetHeight } = this.#tip;
      const left = x + 18 + offsetWidth > this.#canvas.clientWidth ? x - 18 - offsetWidth : x + 18;
      const top = Math.min(this.#canvas.clientHeight - offsetHeight, Math.max(0, y - offsetHeight / 2));
      this.#tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
    }
    this.#draw();
  }
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
