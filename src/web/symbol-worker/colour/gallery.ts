import { balancedOdds, tryOwn } from "../../../gallery/balance.ts";
import { backgroundDistance, FEATURES, measure, modelClass, pooledSpread } from "../../../gallery/class-models.ts";
import { learnRule, prepareRehearsal, type Rehearsal, rehearsedSize } from "../../../gallery/known-rule.ts";
import { logOdds } from "../../../gallery/logistic.ts";
import { exactExp } from "../../../loss/exact-exp.ts";
import type { Network } from "../../../nn/network.ts";
import { Random } from "../../../random.ts";
import { COLOUR_SIZE } from "../../page/drawing.ts";
import type { SymbolGuess } from "../symbol-guesser.ts";
import { drawScenes } from "./recipe.ts";

/** A class of colour pictures, (32, 32, 3) each. */
export interface ColourClass {
  readonly name: string;
  readonly pictures: readonly Uint8Array[];
}

/** How far pictures of one scene differ: rules are learnt from scenes of each kind. */
const CARES = [0.4, 0.8, 1.2];
const REHEARSED = 80;
const PICTURES = 8;
/** Scenes of the background. */
const BACKGROUND = 300;
// Other scenes than those that the weights were trained on.
const SEED = 0x636f6c6f;

interface Rehearsed {
  readonly rehearsal: Rehearsal;
  readonly background: Float32Array;
}

interface Scenes {
  readonly background: Uint8Array;
  /** (cares, scenes, pictures) */
  readonly rehearsed: Uint8Array;
}

let drawn: Scenes | undefined;

/** Scenes that nobody teaches: the same for every network, and drawn once, which takes longer than embedding them. */
function scenes(): Scenes {
  if (drawn) return drawn;
  const random = Random.fromSeed(SEED);
  const background = drawScenes(BACKGROUND, 1, () => 1, random);
  const size = REHEARSED * PICTURES * COLOUR_SIZE;
  const rehearsed = new Uint8Array(CARES.length * size);
  for (const [c, care] of CARES.entries()) {
    rehearsed.set(
      drawScenes(REHEARSED, PICTURES, () => care, random),
      c * size,
    );
  }
  drawn = { background, rehearsed };
  return drawn;
}

/** What a network makes of them. */
function rehearse(network: Network): Rehearsed {
  const { dimension } = network;
  const background = network.embed(scenes().background);
  const embeddings = network.embed(scenes().rehearsed);
  return { rehearsal: prepareRehearsal(embeddings, CARES.length, PICTURES, dimension, background), background };
}

/** Pictures as one array. */
export function joinPictures(pictures: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pictures.length * COLOUR_SIZE);
  for (const [i, picture] of pictures.entries()) all.set(picture, i * COLOUR_SIZE);
  return all;
}

/**
 * Tells which of the visitor's classes a colour picture shows, or that it shows none: as the library's gallery does with
 * drawings, by rules that are learnt with scenes in place of glyphs.
 */
export class ColourGallery {
  readonly #network: Network;
  #rehearsed: Rehearsed | undefined;
  #taught: readonly ColourClass[] = [];
  #judge: ((picture: Uint8Array) => SymbolGuess) | undefined;

  /** @param network for colour pictures of any kind */
  constructor(network: Network) {
    this.#network = network;
  }

  get network(): Network {
    return this.#network;
  }

  /** Undefined if there are no classes. */
  guess(classes: readonly ColourClass[], picture: Uint8Array): SymbolGuess | undefined {
    if (classes.length === 0) return undefined;
    if (!this.#judge || !areSame(classes, this.#taught)) {
      this.#judge = this.#teach(classes);
      this.#taught = classes;
    }
    return this.#judge(picture);
  }

  #teach(classes: readonly ColourClass[]): (picture: Uint8Array) => SymbolGuess {
    this.#rehearsed ??= rehearse(this.#network);
    const { rehearsal, background } = this.#rehearsed;
    const { dimension } = this.#network;
    const models = classes.map(({ pictures }) => modelClass(this.#network.embed(joinPictures(pictures)), dimension));
    const pooled = pooledSpread(models);
    const far = (embedding: Float32Array, at: number) => backgroundDistance(embedding, at, background, dimension);
    const backgrounds = models.map(({ examples }) =>
      Array.from({ length: examples.length / dimension }, (_, i) => far(examples, i * dimension)),
    );
    const typical = Math.floor(backgrounds.flat().length / models.length + 0.5);
    const size = rehearsedSize(rehearsal, models.length, typical);
    const rule = learnRule(rehearsal, size.symbols, size.examples);
    const even = balancedOdds(rule, tryOwn(models, backgrounds, rule));
    return (picture) => {
      const embedding = this.#network.embed(picture);
      const features = new Float64Array(FEATURES);
      const { nearest, distance } = measure(embedding, 0, models, pooled, far(embedding, 0), features);
      const value = logOdds(rule.odds, features);
      const { name } = classes[nearest];
      return { name: value >= even ? name : undefined, nearest: name, distance, odds: exactExp(value - even) };
    };
  }
}

const areSame = (some: readonly ColourClass[], others: readonly ColourClass[]): boolean =>
  some.length === others.length &&
  some.every(({ name, pictures }, c) => {
    const other = others[c];
    return (
      name === other.name &&
      pictures.length === other.pictures.length &&
      pictures.every((picture, p) => picture.every((value, i) => value === other.pictures[p][i]))
    );
  });
