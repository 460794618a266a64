import { loadModel } from "../formats/model.ts";
import type { Network } from "../nn/network.ts";
import { style } from "./style.ts";
import { type ElementWords, english } from "./words.ts";

/** Where there is no DOM, in Node, the elements can be imported all the same. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** Languages of which there are words beside English, fetched where an element is in one of them. */
const languages = ["de", "es", "zh"] as const;

/**
 * What the elements have in common: a network, out of the file that the attribute `model` names or given as `network`,
 * and words, in the language that the attribute `lang`, its own or the nearest around it, names.
 */
export abstract class SiameseElement extends Base {
  static readonly observedAttributes: readonly string[] = ["model", "lang"];

  #network: Network | undefined;
  /** In the element's language. */
  #spoken = english;
  /** What the page says otherwise. */
  #given: Partial<ElementWords> = {};
  #isBuilt = false;
  /** Which of several loads was asked for last. */
  #asked = 0;

  /** The network; undefined until it is there. */
  get network(): Network | undefined {
    return this.#network;
  }

  /** @throws RangeError if the element cannot use such a network */
  set network(network: Network | undefined) {
    this.#asked++;
    this.#take(network);
  }

  /** What it says in its language: give other words for those that shall be said otherwise. */
  get words(): ElementWords {
    return { ...this.#spoken, ...this.#given };
  }

  set words(words: Partial<ElementWords>) {
    this.#given = { ...this.#given, ...words };
    if (this.#isBuilt) this.say();
  }

  connectedCallback(): void {
    if (this.#isBuilt) return;
    this.#isBuilt = true;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    this.build(root);
    this.say();
    void this.#speak();
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === "model" && value !== null) void this.#load(value);
    if (name === "lang" && this.#isBuilt) void this.#speak();
  }

  async #speak(): Promise<void> {
    const language = languages.find((each) => this.matches(`:lang(${each})`));
    this.#spoken = language ? (await import("./translations.ts"))[language] : english;
    this.say();
  }

  async #load(url: string): Promise<void> {
    const asked = ++this.#asked;
    try {
      const network = await loadModel(await this.fetchBytes(url), url);
      if (asked === this.#asked) this.#take(network);
    } catch (error) {
      if (asked === this.#asked) this.fail(error as Error);
    }
  }

  #take(network: Network | undefined): void {
    if (network) this.checkNetwork(network);
    this.#network = network;
    this.useNetwork();
    if (this.#isBuilt) this.judge();
  }

  /** The bytes at an address, which may be relative to the page's. @throws Error saying what the server said */
  protected async fetchBytes(url: string): Promise<Uint8Array> {
    const response = await fetch(new URL(url, this.baseURI));
    if (!response.ok) throw new Error(`${url}: the server said ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Says what went wrong: in the element, and by an event. */
  protected fail(error: Error): void {
    this.showError(error.message);
    this.dispatchEvent(new ErrorEvent("error", { error, message: error.message }));
  }

  /** Makes the parts of the element, once. */
  protected abstract build(root: ShadowRoot): void;
  /** Writes all words. */
  protected abstract say(): void;
  /** Judges what is drawn, with the network of the moment. */
  protected abstract judge(): void;
  /** @throws RangeError if the element cannot use such a network */
  protected abstract checkNetwork(network: Network): void;
  /** Another network is there. */
  protected useNetwork(): void {}
  protected abstract showError(message: string): void;
}
