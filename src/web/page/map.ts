import type { DataReport, Snapshot } from "../protocol.ts";
import { showDigit } from "./digit-canvas.ts";
import { element, fitCanvas, say } from "./elements.ts";
import { FACE, type Sprite, sprite, stamp, writeName } from "./map-stamps.ts";
import { MapText } from "./map-text.ts";
import { colours, onThemeChange } from "./theme.ts";

const SIZE = 28 * 28;
const PADDING = 14;
const GLIDE_MS = 260;
/** CSS pixels around a pointer in which a digit is looked for. */
const REACH = 24;

/** A map of the held-out images by their embeddings' two principal components: each is drawn as its class's name. */
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
    this.#canvas.addEventListener("keydown", (event) => this.#walk(event));
  }

  setData(data: DataReport): void {
    this.#data = data;
    this.#sprites = [];
    this.#from = this.#to = this.#now = new Float32Array(0);
    this.#choose(-1);
    this.#text.clear();
    this.#draw();
  }

  show({ map, step }: Snapshot): void {
    const isFirst = this.#now.length !== map.length;
    this.#from = isFirst ? map : this.#now.slice();
    this.#to = map;
    this.#begun = performance.now();
    if (isFirst || this.#calm.matches) this.#from = map;
    if (isFirst) this.#view = extent(map);
    if (this.#data) this.#text.show(this.#data, map, step);
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
