/** The element with an id. @throws TypeError if the page has none of this kind: a mistake in index.html */
export function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`index.html: expected a ${kind.name} with the id ${id}.`);
  return found;
}

/** A new element with a class and a text. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Replaces a text, but only by another: a live region that does not change stays silent. */
export function say(target: Element, text: string): void {
  target.removeAttribute("lang");
  if (target.textContent !== text) target.textContent = text;
}

/** Says what went wrong. The library's errors are English whatever the page speaks. */
export function sayError(target: Element, error: unknown): void {
  say(target, error instanceof Error ? error.message : String(error));
  target.setAttribute("lang", "en");
}

export function drawingContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  return context;
}

const shownSizes = new WeakMap<HTMLCanvasElement, { readonly width: number; readonly height: number }>();

/**
 * Has a canvas drawn whenever the size it is shown at changes. `shownSize` need not ask for it from then on.
 * @returns a function that has it drawn anew: at once, or when it comes into view
 */
export function drawWhenSeen(canvas: HTMLCanvasElement, draw: () => void): () => void {
  let isSeen = true;
  let isLate = false;
  const redraw = () => {
    isLate = !isSeen;
    if (isSeen) draw();
  };
  new ResizeObserver(([{ contentRect }]) => {
    shownSizes.set(canvas, { width: contentRect.width, height: contentRect.height });
    redraw();
  }).observe(canvas);
  const seen = new IntersectionObserver(
    (entries) => {
      isSeen = entries[entries.length - 1].isIntersecting;
      if (isSeen && isLate) redraw();
    },
    { rootMargin: "50%" },
  );
  seen.observe(canvas);
  return redraw;
}

/** The size a canvas is shown at, in CSS pixels. To ask the canvas has the page laid out anew, which takes a phone long. */
export const shownSize = (canvas: HTMLCanvasElement): { readonly width: number; readonly height: number } =>
  shownSizes.get(canvas) ?? { width: canvas.clientWidth, height: canvas.clientHeight };

/** Fits a canvas to the size it is shown at. Returns its context, with CSS pixels as units, and that size. */
export function fitCanvas(canvas: HTMLCanvasElement): {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
} {
  const { width, height } = shownSize(canvas);
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = drawingContext(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
