import { type Answer, createGallery, type Gallery } from "../gallery/gallery.ts";
import { loadGallery } from "../gallery/gallery-file.ts";
import type { Network } from "../nn/network.ts";
import { make } from "./make.ts";
import { SiameseElement } from "./siamese-element.ts";
import { StrokePad, strokePicture } from "./stroke-pad.ts";
import { withParts } from "./words.ts";

const MAX_NAME = 24;

/** A gallery's first answer takes a second: better before someone draws. */
function prepare(gallery: Gallery): void {
  const [symbol] = gallery.symbols;
  if (symbol) gallery.classify(symbol.examples[0]);
}

/**
 * `<siamese-gallery model="model.safetensors" src="symbols.json">`: a pad to draw on, the symbols of a gallery, and which of
 * them a drawing shows, or that it is none. With the attribute `teach` drawings can be remembered by a name, and forgotten.
 * Each answer is told by the event `classify`, each change of the symbols by the event `change`.
 */
export class SiameseGallery extends SiameseElement {
  static override readonly observedAttributes: readonly string[] = ["model", "lang", "src", "teach"];

  readonly #pad = new StrokePad(() => this.judge());
  readonly #word = make("p", "word");
  readonly #list = make("ul");
  readonly #form = make("form");
  readonly #label = make("span");
  readonly #name = make("input");
  readonly #remember = make("button");
  #gallery: Gallery | undefined;
  #answer: Answer | undefined;
  #opened = 0;

  /** The symbols that it knows; undefined until there is a network. Changed from outside, it wants to be set again. */
  get gallery(): Gallery | undefined {
    return this.#gallery;
  }

  /** Takes a gallery, and its network. */
  set gallery(gallery: Gallery | undefined) {
    this.network = gallery?.network;
    this.#opened++;
    this.#take(gallery);
  }

  /** The drawing's strokes, each x and y in turn, in thousandths of the pad. */
  get strokes(): readonly (readonly number[])[] {
    return this.#pad.strokes;
  }

  set strokes(strokes: readonly (readonly number[])[]) {
    this.#pad.strokes = strokes;
  }

  /** The answer of the moment; undefined while there is none. */
  get answer(): Answer | undefined {
    return this.#answer;
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    if (name === "src" && this.network) void this.#open();
    if (name === "teach") this.#showSymbols();
  }

  protected override build(root: ShadowRoot): void {
    this.#word.setAttribute("role", "status");
    this.#name.maxLength = MAX_NAME;
    this.#name.required = true;
    this.#form.append(make("label", "", this.#label, this.#name), this.#remember);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#teach();
    });
    root.append(make("div", "row", this.#pad.element, make("div", "verdict", this.#word, this.#form)), this.#list);
  }

  protected override say(): void {
    const { words } = this;
    this.#pad.setWords(words, words.draw);
    this.#label.textContent = words.name;
    this.#remember.textContent = words.remember;
    this.#showSymbols();
    this.#showAnswer();
  }

  protected override checkNetwork(network: Network): void {
    createGallery(network);
  }

  protected override useNetwork(): void {
    void this.#open();
  }

  protected override judge(): void {
    const gallery = this.#gallery;
    const { strokes } = this.#pad;
    this.#answer = gallery && strokes.length > 0 && gallery.symbols.length > 0 ? gallery.classify(strokes) : undefined;
    this.#showAnswer();
    if (!this.#answer) return;
    this.dispatchEvent(new CustomEvent<Answer>("classify", { detail: this.#answer, bubbles: true, composed: true }));
  }

  protected override showError(message: string): void {
    this.#word.textContent = message;
  }

  /** The gallery out of the file that the attribute `src` names, or an empty one. */
  async #open(): Promise<void> {
    const opened = ++this.#opened;
    const { network } = this;
    const src = this.getAttribute("src");
    this.#take(network && src === null ? createGallery(network) : undefined);
    if (!network || src === null) return;
    try {
      const text = new TextDecoder().decode(await this.fetchBytes(src));
      const gallery = await loadGallery(network, text, src);
      if (opened === this.#opened) this.#take(gallery);
    } catch (error) {
      if (opened === this.#opened) this.fail(error as Error);
    }
  }

  #take(gallery: Gallery | undefined): void {
    this.#gallery = gallery;
    this.#showSymbols();
    this.judge();
    if (gallery) setTimeout(() => prepare(gallery));
  }

  #teach(): void {
    const name = this.#name.value.trim();
    if (!this.#gallery || name === "" || this.#pad.strokes.length === 0) return;
    this.#gallery.add(name, this.#pad.strokes);
    this.#pad.strokes = [];
    this.#change();
  }

  #change(): void {
    this.#take(this.#gallery);
    this.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  }

  #showSymbols(): void {
    const symbols = this.#gallery?.symbols ?? [];
    this.#form.hidden = !this.hasAttribute("teach");
    this.#list.replaceChildren(
      ...symbols.map(({ name, examples }) => {
        const drawn = examples.find((example) => !(example instanceof Uint8Array)) as number[][] | undefined;
        const item = make("li", "", strokePicture(drawn), name);
        if (this.hasAttribute("teach")) item.append(this.#forgetButton(name));
        return item;
      }),
    );
  }

  #forgetButton(name: string): HTMLButtonElement {
    const button = make("button", "", "×");
    button.type = "button";
    button.setAttribute("aria-label", withParts(this.words.forget, name));
    button.addEventListener("click", () => {
      this.#gallery?.remove(name);
      this.#change();
    });
    return button;
  }

  #showAnswer(): void {
    const { words } = this;
    const answer = this.#answer;
    for (const [i, item] of [...this.#list.children].entries()) {
      item.classList.toggle("nearest", this.#gallery?.symbols[i].name === answer?.name);
    }
    if (answer) {
      this.#word.textContent =
        answer.name === undefined
          ? withParts(words.noneOfThese, answer.nearest)
          : withParts(words.looksLike, answer.name);
    } else if (!this.#gallery) this.#word.textContent = words.loading;
    else this.#word.textContent = this.#gallery.symbols.length > 0 ? words.drawOne : words.nothingTaught;
  }
}
