import { t } from "../../messages/t.ts";
import type { DataReport, Snapshot } from "../../protocol.ts";
import { sizeOf } from "../drawing.ts";
import { create, drawWhenSeen, element, say, shownSize } from "../elements.ts";
import { showPicture } from "../picture.ts";
import { colours, onThemeChange } from "../theme.ts";
import { GlyphSheet } from "./glyph-sheet.ts";
import { MapPainter } from "./map-painter.ts";
import { MapText } from "./map-text.ts";
import { MapView, onCanvas, placeOf } from "./map-view.ts";

const GLIDE_MS = 260;
/** CSS pixels around a pointer in which an image is looked for. */
const REACH = 24;
/** What a key pulls the chosen image by, as a share of the map's shorter side. */
const KEY_PULL = 0.06;

/** A drawing or a symbol of the visitor's, and where the network puts it. */
export interface MapMark {
  readonly name: string;
  readonly pixels: Uint8Array;
  readonly embedding: Float32Array;
}

/**
 * A map of the held-out images by their embeddings, and of the visitor's own drawings: a shadow on a plane that can be
 * turned through all dimensions by pulling an image.
 */
export class EmbeddingMap {
  readonly #canvas = element("map", HTMLCanvasElement);
  readonly #painter = new MapPainter(this.#canvas);
  readonly #view = new MapView();
  readonly #tip = element("map-tip", HTMLDivElement);
  readonly #tipDigit = element("map-digit", HTMLCanvasElement);
  readonly #tipLabel = element("map-label", HTMLSpanElement);
  readonly #live = element("map-live", HTMLParagraphElement);
  readonly #back = element("map-back", HTMLButtonElement);
  readonly #text = new MapText();
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #data: DataReport | undefined;
  #snapshot: Snapshot | undefined;
  #marks: readonly (MapMark & { readonly picture: HTMLCanvasElement })[] = [];
  /** Where images were, where they are going, and where they are shown, in embedding units. */
  #from: Float32Array = new Float32Array(0);
  #to: Float32Array = new Float32Array(0);
  #now: Float32Array = new Float32Array(0);
  #startedAt = 0;
  #frame = 0;
  #chosen = -1;
  #isPresent = true;
  /** The image that is being pulled, by the pointer that does. */
  #pulled: { readonly pointer: number; readonly image: number } | undefined;

  constructor() {
    const canvas = this.#canvas;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-roledescription", t("mapRole"));
    drawWhenSeen(canvas, () => this.#draw());
    onThemeChange(() => {
      this.marks = this.#marks;
      this.#draw();
    });
    canvas.addEventListener("pointerdown", (event) => this.#grab(event));
    canvas.addEventListener("pointermove", (event) => this.#point(event));
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, ({ pointerId }) => this.#release(pointerId));
    }
    canvas.addEventListener("pointerleave", () => this.#choose(-1));
    canvas.addEventListener("blur", () => this.#choose(-1));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    this.#back.addEventListener("click", () => this.#turnBack());
  }

  setData(data: DataReport): void {
    this.#data = data;
    this.#snapshot = this.#view.snapshot = undefined;
    this.#from = this.#to = this.#now = new Float32Array(0);
    this.#marks = [];
    this.#back.hidden = true;
    this.#choose(-1);
    this.#text.clear();
    this.#draw();
  }

  /** @param isPresent whether the network is so now: else the visitor's drawings are not where it would put them */
  show(snapshot: Snapshot, isPresent: boolean): void {
    this.#isPresent = isPresent;
    this.#snapshot = this.#view.snapshot = snapshot;
    this.#back.hidden = !this.#view.isTurned;
    this.#tell();
    this.#glideTo(this.#view.places());
  }

  /** What the visitor has drawn. */
  set marks(marks: readonly MapMark[]) {
    const shape = this.#data?.shape;
    if (!shape) return;
    this.#marks = marks.map((mark) => {
      const picture = create("canvas");
      showPicture(picture, mark.pixels, shape);
      return { ...mark, picture };
    });
    this.#tell();
    if (this.#now.length > 0) this.#glideTo(this.#view.places());
  }

  /** Each image's glyph, its colour, and its place, -1 to 1 across and up. */
  get points(): { text: string; colour: string; x: number; y: number }[] {
    const { classNames = [], labels = [] } = this.#data ?? {};
    const { classes } = colours();
    const most = this.#to.reduce((far, value) => Math.max(far, Math.abs(value)), 1e-6);
    const areNames = GlyphSheet.areNames(classNames);
    return Array.from(this.#to.length > 0 ? labels : [], (label, i) => {
      const { x, y } = placeOf(this.#to, i);
      const text = areNames ? classNames[label] : "•";
      return { text, colour: classes[label % classes.length], x: x / most, y: y / most };
    });
  }

  get #shownMarks() {
    return this.#isPresent ? this.#marks : [];
  }

  #tell(): void {
    if (this.#data && this.#snapshot) this.#text.show(this.#data, this.#snapshot, this.#shownMarks, this.#view);
  }

  #glideTo(places: Float32Array): void {
    const isFirst = this.#now.length !== places.length;
    this.#from = isFirst || this.#calm.matches ? places : this.#now.slice();
    this.#to = places;
    this.#view.aim([places, ...this.#shownMarks.map(({ embedding }) => this.#view.project(embedding))]);
    this.#startedAt = performance.now();
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#glide());
  }

  #glide(): void {
    this.#frame = 0;
    const share = Math.min(1, (performance.now() - this.#startedAt) / GLIDE_MS);
    const eased = 1 - (1 - share) * (1 - share);
    this.#now = this.#to.map((to, i) => this.#from[i] + eased * (to - this.#from[i]));
    const isFitting = this.#view.fit(this.#calm.matches ? 1 : 0.2);
    this.#draw();
    if (share < 1 || !isFitting) this.#frame = requestAnimationFrame(() => this.#glide());
  }

  /** CSS pixels of an embedding unit. */
  get #scale(): number {
    const { width, height } = shownSize(this.#canvas);
    return this.#view.scale(width, height);
  }

  #onCanvas(places: Float32Array): Float32Array {
    const { width, height } = shownSize(this.#canvas);
    return onCanvas(places, this.#scale, width, height);
  }

  #draw(): void {
    const data = this.#data;
    if (!data || this.#now.length === 0) {
      this.#painter.paint(undefined);
      return;
    }
    const { classNames, labels } = data;
    const marks = this.#shownMarks.map(({ name, picture, embedding }) => {
      return { name, picture, place: placeOf(this.#onCanvas(this.#view.project(embedding)), 0) };
    });
    this.#painter.paint({ classNames, labels, places: this.#onCanvas(this.#now), marks, chosen: this.#chosen });
  }

  #nearest({ offsetX, offsetY }: PointerEvent): number {
    const places = this.#onCanvas(this.#now);
    let best = REACH * REACH;
    let nearest = -1;
    for (let i = 0; i < places.length / 2; i++) {
      const { x, y } = placeOf(places, i);
      const apart = (x - offsetX) * (x - offsetX) + (y - offsetY) * (y - offsetY);
      if (apart < best) {
        best = apart;
        nearest = i;
      }
    }
    return nearest;
  }

  #grab(event: PointerEvent): void {
    // Another finger while one pulls.
    if (this.#pulled) return;
    const image = this.#nearest(event);
    this.#choose(image);
    if (image < 0 || event.button !== 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pulled = { pointer: event.pointerId, image };
  }

  #release(pointer: number): void {
    if (pointer !== this.#pulled?.pointer) return;
    this.#pulled = undefined;
    this.#canvas.classList.remove("pulling");
  }

  #point(event: PointerEvent): void {
    if (!this.#pulled) {
      this.#choose(this.#nearest(event));
      return;
    }
    if (event.pointerId !== this.#pulled.pointer) return;
    this.#canvas.classList.add("pulling");
    this.#pull(this.#pulled.image, event.offsetX, event.offsetY);
  }

  /** Turns the cloud so that an image comes to a place on the canvas. */
  #pull(image: number, x: number, y: number): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const scale = this.#scale;
    this.#view.pull(image, [(x - clientWidth / 2) / scale, (clientHeight / 2 - y) / scale]);
    this.#back.hidden = false;
    this.#from = this.#to = this.#now = this.#view.places();
    this.#tell();
    this.#choose(image);
  }

  #turnBack(): void {
    this.#view.turnBack();
    this.#back.hidden = true;
    this.#tell();
    this.#glideTo(this.#view.places());
    this.#canvas.focus();
  }

  #key(event: KeyboardEvent): void {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") this.#choose(-1);
    if (event.key === "Home" && this.#view.isTurned) this.#turnBack();
    if (!direction || this.#now.length === 0) return;
    event.preventDefault();
    const [dx, dy] = direction;
    if (!event.shiftKey || this.#chosen < 0) {
      this.#walk(dx, dy);
      return;
    }
    const { x, y } = placeOf(this.#onCanvas(this.#now), this.#chosen);
    const step = KEY_PULL * Math.min(this.#canvas.clientWidth, this.#canvas.clientHeight);
    this.#pull(this.#chosen, x + step * dx, y + step * dy);
    say(this.#live, t("turned"));
  }

  /** To the nearest image in a direction. */
  #walk(dx: number, dy: number): void {
    const places = this.#onCanvas(this.#now);
    const middle = { x: this.#canvas.clientWidth / 2, y: this.#canvas.clientHeight / 2 };
    const from = this.#chosen < 0 ? middle : placeOf(places, this.#chosen);
    let best = Number.POSITIVE_INFINITY;
    let next = this.#chosen;
    for (let i = 0; i < places.length / 2; i++) {
      const { x, y } = placeOf(places, i);
      const along = (x - from.x) * dx + (y - from.y) * dy;
      const across = (x - from.x) * dy + (y - from.y) * dx;
      const cost = along + 2 * Math.abs(across);
      if (i !== this.#chosen && along > 1 && cost < best) {
        best = cost;
        next = i;
      }
    }
    this.#choose(next);
    const data = this.#data;
    if (next >= 0 && data) say(this.#live, t("mapLive", data.classNames[data.labels[next]], next));
  }

  #choose(i: number): void {
    if (i === this.#chosen && i < 0) return;
    this.#chosen = i;
    const data = this.#data;
    this.#tip.hidden = i < 0 || !data;
    if (i >= 0 && data) {
      const size = sizeOf(data.shape);
      showPicture(this.#tipDigit, data.images.subarray(i * size, (i + 1) * size), data.shape);
      this.#tipLabel.textContent = t("mapImage", data.classNames[data.labels[i]], i);
      const { x, y } = placeOf(this.#onCanvas(this.#now), i);
      const { offsetWidth, offsetHeight } = this.#tip;
      const left = x + 18 + offsetWidth > this.#canvas.clientWidth ? x - 18 - offsetWidth : x + 18;
      const top = Math.min(this.#canvas.clientHeight - offsetHeight, Math.max(0, y - offsetHeight / 2));
      this.#tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
    }
    this.#draw();
  }
}
