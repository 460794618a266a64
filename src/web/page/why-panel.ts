import { t } from "../messages/t.ts";
import { drawingContext, element, say } from "./elements.ts";
import type { Judge } from "./judge.ts";
import { BLOCKS, blockEffects, occlusionsOf } from "./occlusion.ts";
import type { Pad } from "./pad.ts";
import { showPicture } from "./picture.ts";
import { colours, onThemeChange } from "./theme.ts";

/** Canvas pixels of a block. */
const BLOCK = 32;
/** How far the colour of the strongest block hides what lies under it. */
const STRONGEST = 0.75;

/** Which parts of two drawings make the network call them the same, or different. */
export class WhyPanel {
  readonly #judge: Judge;
  readonly #pads: readonly [Pad, Pad];
  readonly #fold = element("why-fold", HTMLDetailsElement);
  readonly #canvases = [element("why-a", HTMLCanvasElement), element("why-b", HTMLCanvasElement)];
  readonly #text = element("why-text", HTMLParagraphElement);
  #asked = 0;

  constructor(judge: Judge, pads: readonly [Pad, Pad]) {
    this.#judge = judge;
    this.#pads = pads;
    const look = () => void this.#look();
    this.#fold.addEventListener("toggle", look);
    for (const pad of pads) pad.onChange(look);
    judge.onChange(look);
    onThemeChange(look);
    look();
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    if (!this.#fold.open) return;
    const { shape } = this.#judge;
    const [a, b] = this.#pads.map(({ image }) => image);
    const images = a && b ? occlusionsOf(a, b, shape) : [];
    const embedded = await this.#judge.embed(images);
    if (asked !== this.#asked) return;
    if (!a || !b || !embedded) {
      for (const canvas of this.#canvases) canvas.hidden = true;
      say(this.#text, t(a && b ? "learntNothing" : "drawBoth"));
      return;
    }
    const effects = blockEffects(embedded.embeddings, embedded.dimension);
    const most = Math.max(1e-9, ...effects.flatMap((each) => [...each]).map(Math.abs));
    for (const [i, canvas] of this.#canvases.entries()) this.#paint(canvas, [a, b][i], effects[i], most);
    say(this.#text, effects.map((each, i) => describe(each, i === 0)).join(" "));
  }

  #paint(canvas: HTMLCanvasElement, image: Uint8Array, effects: Float64Array, most: number): void {
    const { shape } = this.#judge;
    const small = document.createElement("canvas");
    showPicture(small, image, shape);
    canvas.hidden = false;
    canvas.width = canvas.height = BLOCKS * BLOCK;
    const context = drawingContext(canvas);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    const { same, different } = colours();
    for (const [block, effect] of effects.entries()) {
      context.globalAlpha = (STRONGEST * Math.abs(effect)) / most;
      // Without the block they would lie farther apart: it makes them alike.
      context.fillStyle = effect > 0 ? same : different;
      context.fillRect((block % BLOCKS) * BLOCK, Math.floor(block / BLOCKS) * BLOCK, BLOCK, BLOCK);
    }
    context.globalAlpha = 1;
  }
}

function describe(effects: Float64Array, isFirst: boolean): string {
  const [least, most] = [Math.min(...effects), Math.max(...effects)];
  const blockOf = (effect: number) => {
    const block = effects.indexOf(effect);
    return { row: Math.floor(block / BLOCKS), column: block % BLOCKS, effect: Math.abs(effect) };
  };
  return t("why", isFirst, least < 0 ? blockOf(least) : undefined, most > 0 ? blockOf(most) : undefined);
}
