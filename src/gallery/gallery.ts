import { scaleImage } from "../data/scale-image.ts";
import { glyphs, handOf } from "../data/sources/glyphs.ts";
import { drawStrokes, type Stroke } from "../data/strokes.ts";
import { embedViews } from "../evaluate/views.ts";
import { exactExp } from "../loss/exact-exp.ts";
import { quote, quoteValue } from "../message-text.ts";
import type { Network } from "../nn/network.ts";
import { Random } from "../random.ts";
import { balancedOdds, oddsAccepting, tryOwn } from "./balance.ts";
import { backgroundDistance, type ClassModel, FEATURES, measure, modelClass, pooledSpread } from "./class-models.ts";
import { type KnownRule, learnRule, prepareRehearsal, type Rehearsal, rehearsedSize } from "./known-rule.ts";
import { logOdds } from "./logistic.ts";

/** A drawing as its strokes, or an image as the network takes it: (height, width) bytes, ink 255 on 0. */
export type Example = readonly Stroke[] | Uint8Array;

export interface GalleryOptions {
  /**
   * The share of drawings of other symbols that may be taken for one of the gallery's, above 0 and below 1, as estimated
   * from drawn glyphs and the gallery's own examples. Default: the share of its own symbols' drawings that is not found.
   */
  readonly falseAccept?: number | undefined;
}

export interface Answer {
  /** The symbol; undefined for none of these. */
  readonly name: string | undefined;
  /** The nearest symbol, whether or not it is the answer. */
  readonly nearest: string;
  /** To the mean of that symbol's examples, in embedding units. */
  readonly distance: number;
  /** Of it being a symbol of the gallery, to it being none: 1 where either is as likely, if as many of both are drawn. */
  readonly odds: number;
}

export interface TaughtSymbol {
  readonly name: string;
  readonly examples: readonly Example[];
}

interface Symbol extends TaughtSymbol {
  readonly examples: Example[];
  readonly embeddings: Float32Array[];
  /** The distance of each to the background, as far as it has been asked for. */
  readonly backgrounds: number[];
}

/** Hands that draw what rules are learnt from, by their jitter; symbols of each hand; drawings of each symbol. */
const HANDS = [0.4, 0.75, 1.1];
const REHEARSED = 80;
const DRAWINGS = 8;
/** Symbols of the background. */
const BACKGROUND = 300;
const MANY_STROKES = 0.5;
// Other glyphs than any training draws: recipes' seeds begin other streams.
const REHEARSAL_SEED = 0x67616c6c;

interface Rehearsed {
  readonly rehearsal: Rehearsal;
  readonly background: Float32Array;
  /** By the size of the galleries that they are for. */
  readonly rules: Map<string, KnownRule>;
}

/** What a gallery judges by, until it changes. */
interface Judge {
  readonly models: readonly ClassModel[];
  readonly names: readonly string[];
  readonly pooled: number;
  readonly rule: KnownRule;
  /** Log-odds: those that count as even, and those from which on a drawing is taken for a symbol. */
  readonly even: number;
  readonly least: number;
}

/** By network, for all its galleries: as long as its weights stay what they are. */
const rehearsed = new WeakMap<Network, Rehearsed>();

const SIDE = 28;
const MAX_NAME = 200;

/**
 * Symbols taught by a few examples each, by name. What a drawing shows is told by the symbol whose mean embedding is
 * nearest (Snell, Swersky and Zemel 2017); whether it shows one at all, by odds that the gallery learns with drawn glyphs,
 * of which it teaches itself as many as it has symbols, and by how its own examples fare when they are held back.
 */
export class Gallery {
  readonly #network: Network;
  readonly #symbols = new Map<string, Symbol>();
  readonly #falseAccept: number | undefined;
  #judge: Judge | undefined;

  /** Use `createGallery`. */
  constructor(network: Network, { falseAccept }: GalleryOptions = {}) {
    if (falseAccept !== undefined) {
      if (typeof falseAccept !== "number") {
        throw new TypeError(`falseAccept must be a number, got ${quoteValue(falseAccept)}.`);
      }
      if (!(falseAccept > 0 && falseAccept < 1)) {
        throw new RangeError(`falseAccept must be above 0 and below 1, got ${falseAccept}.`);
      }
    }
    if (network.architecture.input.channels !== 1) {
      throw new RangeError(
        `A gallery needs a network for grey images, got ${network.architecture.input.channels} channels.`,
      );
    }
    this.#network = network;
    this.#falseAccept = falseAccept;
  }

  get network(): Network {
    return this.#network;
  }

  get falseAccept(): number | undefined {
    return this.#falseAccept;
  }

  /** What has been taught, in the order of the first example of each. */
  get symbols(): readonly TaughtSymbol[] {
    return [...this.#symbols.values()].map(({ name, examples }) => ({ name, examples: [...examples] }));
  }

  /**
   * Teaches one example of a symbol.
   * @throws TypeError, RangeError for a name that is empty or longer than 200, or an example that is none
   */
  add(name: string, example: Example): void {
    checkName(name);
    const embedding = embedViews(this.#network, this.#toImage(example));
    const symbol = this.#symbols.get(name) ?? { name, examples: [], embeddings: [], backgrounds: [] };
    symbol.examples.push(example instanceof Uint8Array ? example.slice() : example.map((stroke) => Array.from(stroke)));
    symbol.embeddings.push(embedding);
    this.#symbols.set(name, symbol);
    this.#judge = undefined;
  }

  /**
   * Forgets one example, or a whole symbol. With its last example a symbol is gone.
   * @param index the example's number, from 0. Default: all
   * @throws RangeError if there is no such symbol or example
   */
  remove(name: string, index?: number): void {
    const symbol = this.#find(name);
    if (index !== undefined) {
      const { length } = symbol.examples;
      if (!(Number.isInteger(index) && index >= 0 && index < length)) {
        throw new RangeError(`${quote(name)} has examples 0 to ${length - 1}, got ${index}.`);
      }
      symbol.examples.splice(index, 1);
      symbol.embeddings.splice(index, 1);
      symbol.backgrounds.splice(index, 1);
    }
    if (index === undefined || symbol.examples.length === 0) this.#symbols.delete(name);
    this.#judge = undefined;
  }

  /** @throws RangeError if there is no symbol `from`, or already one called `to`; TypeError as `add` */
  rename(from: string, to: string): void {
    const symbol = this.#find(from);
    checkName(to);
    if (to === from) return;
    if (this.#symbols.has(to)) throw new RangeError(`There is already a symbol called ${quote(to)}.`);
    const all = [...this.#symbols.values()].map((other) => (other === symbol ? { ...symbol, name: to } : other));
    this.#symbols.clear();
    for (const other of all) this.#symbols.set(other.name, other);
    this.#judge = undefined;
  }

  /**
   * Says which symbol a drawing shows, or that it shows none of them.
   * @throws RangeError if nothing has been taught; TypeError, RangeError for an example that is none
   */
  classify(example: Example): Answer {
    return this.classifyEmbedding(embedViews(this.#network, this.#toImage(example)));
  }

  /**
   * Embeddings as the gallery compares them: of each image and of four others, turned, slanted and moved a little, the mean.
   * @param images as the network takes them; (count, height, width)
   * @returns (count, dimension)
   */
  embed(images: Uint8Array): Float32Array {
    return embedViews(this.#network, images);
  }

  /** As `classify`, from one of the embeddings that `embed` gave. */
  classifyEmbedding(embedding: Float32Array): Answer {
    const { models, names, pooled, rule, even, least } = this.#prepare();
    const { background } = this.#rehearse();
    const features = new Float64Array(FEATURES);
    const far = backgroundDistance(embedding, 0, background, this.#network.dimension);
    const { nearest, distance } = measure(embedding, 0, models, pooled, far, features);
    const value = logOdds(rule.odds, features);
    return {
      name: value >= least ? names[nearest] : undefined,
      nearest: names[nearest],
      distance,
      odds: exactExp(value - even),
    };
  }

  #find(name: string): Symbol {
    const symbol = this.#symbols.get(name);
    if (!symbol) throw new RangeError(`There is no symbol called ${quote(String(name))}.`);
    return symbol;
  }

  #toImage(example: Example): Uint8Array {
    const { height, width } = this.#network.architecture.input;
    if (example instanceof Uint8Array) {
      if (example.length === height * width) return example;
      throw new RangeError(`Expected an image of ${height}x${width}, ${height * width} bytes, got ${example.length}.`);
    }
    return this.#fit(drawStrokes(example));
  }

  /** Images of 28x28 at the network's size. */
  #fit(images: Uint8Array): Uint8Array {
    const { height, width } = this.#network.architecture.input;
    if (height === SIDE && width === SIDE) return images;
    const count = images.length / (SIDE * SIDE);
    const result = new Uint8Array(count * height * width);
    for (let i = 0; i < count; i++) {
      const image = images.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE);
      result.set(scaleImage(image, SIDE, SIDE, height, width), i * height * width);
    }
    return result;
  }

  #rehearse(): Rehearsed {
    const known = rehearsed.get(this.#network);
    if (known) return known;
    const { dimension } = this.#network;
    const random = Random.fromSeed(REHEARSAL_SEED);
    const embed = (classes: number, drawings: number, hand: number): Float32Array => {
      const { images } = glyphs(classes, drawings, MANY_STROKES, random, handOf(hand));
      return embedViews(this.#network, this.#fit(images));
    };
    const background = embed(BACKGROUND, 1, 1);
    const size = REHEARSED * DRAWINGS * dimension;
    const embeddings = new Float32Array(HANDS.length * size);
    for (const [h, hand] of HANDS.entries()) embeddings.set(embed(REHEARSED, DRAWINGS, hand), h * size);
    const rehearsal = prepareRehearsal(embeddings, HANDS.length, DRAWINGS, dimension, background);
    const result = { rehearsal, background, rules: new Map<string, KnownRule>() };
    rehearsed.set(this.#network, result);
    return result;
  }

  #prepare(): Judge {
    if (this.#judge) return this.#judge;
    if (this.#symbols.size === 0) throw new RangeError("Nothing has been taught yet: add an example first.");
    const { dimension } = this.#network;
    const symbols = [...this.#symbols.values()];
    const models = symbols.map(({ embeddings }) => {
      const all = new Float32Array(embeddings.length * dimension);
      for (const [i, embedding] of embeddings.entries()) all.set(embedding, i * dimension);
      return modelClass(all, dimension);
    });
    const { rehearsal, background, rules } = this.#rehearse();
    for (const { embeddings, backgrounds } of symbols) {
      for (const embedding of embeddings.slice(backgrounds.length)) {
        backgrounds.push(backgroundDistance(embedding, 0, background, dimension));
      }
    }
    const examples = symbols.reduce((sum, symbol) => sum + symbol.examples.length, 0);
    const typical = Math.max(1, Math.floor(examples / symbols.length + 0.5));
    const size = rehearsedSize(rehearsal, symbols.length, typical);
    const key = `${size.symbols} ${size.examples}`;
    const rule = rules.get(key) ?? learnRule(rehearsal, size.symbols, size.examples);
    rules.set(key, rule);
    const tried = tryOwn(
      models,
      symbols.map(({ backgrounds }) => backgrounds),
      rule,
    );
    const even = balancedOdds(rule, tried);
    const least = this.#falseAccept === undefined ? even : oddsAccepting(rule, tried, this.#falseAccept);
    const names = symbols.map(({ name }) => name);
    this.#judge = { models, names, pooled: pooledSpread(models), rule, even, least };
    return this.#judge;
  }
}

function checkName(name: string): void {
  if (typeof name !== "string") throw new TypeError(`A symbol's name must be a string, got ${typeof name}.`);
  if (name.length < 1 || name.length > MAX_NAME) {
    throw new RangeError(`A symbol's name must have 1 to ${MAX_NAME} characters, got ${name.length}.`);
  }
}

/** An empty gallery that embeds with a network, best one trained on many symbols, such as `symbols`. */
export function createGallery(network: Network, options: GalleryOptions = {}): Gallery {
  return new Gallery(network, options);
}
