import { euclideanDistance } from "../../distance.ts";
import { classPrototypes, rankPrototypes } from "../../evaluate/prototypes.ts";

// Chosen on 720 drawings each by shapes of 15 kinds, three taught by five drawings: 95.6 % found and 93.1 % of others
// refused, on other drawings of them 97.8 and 93.5; by the network's threshold alone 98 and 31.

/** A drawing is one of a symbol's if it lies within so many own spreads of its middle... */
const SPREADS = 2.75;
/** ...and its pixels are not farther from one of the symbol's than so many times what those are from each other. */
const PIXELS = 1.35;

/** What is known of drawings: where the network puts each, its pixels, and the symbol that it shows. */
export interface TaughtDrawings {
  /** (N, dimension) */
  readonly embeddings: Float32Array;
  readonly dimension: number;
  /** N images of one size. */
  readonly pixels: readonly Uint8Array[];
  /** (N) */
  readonly labels: Uint8Array;
}

export interface NearestSymbol {
  readonly label: number;
  /** From the middle of the symbol's drawings. */
  readonly distance: number;
  /** Whether the drawing is one of the symbol's; else it is none of those that were taught. */
  readonly isKnown: boolean;
}

const nearestPixels = (image: Uint8Array, others: readonly Uint8Array[]): number =>
  Math.min(...others.map((other) => euclideanDistance(image, 0, other, 0, image.length)));

/** How far drawings lie from the middle of their symbol's, over all symbols: undefined if none has two drawings. */
function pooledSpread({ embeddings, dimension, labels }: TaughtDrawings): number | undefined {
  const means = new Map(classPrototypes(embeddings, labels, dimension).map(({ label, mean }) => [label, mean]));
  let squares = 0;
  for (const [i, label] of labels.entries()) {
    const distance = euclideanDistance(embeddings, i * dimension, means.get(label) ?? [], 0, dimension);
    squares += distance * distance;
  }
  const freedom = labels.length - new Set(labels).size;
  return freedom > 0 ? Math.sqrt(squares / freedom) : undefined;
}

/**
 * The symbol that a drawing is nearest to, and whether it is one. The threshold of the network alone says too often yes:
 * it parts digits, and symbols of one's own lie closer together than those.
 *
 * @param query where the network puts the drawing, (dimension); @param image its pixels
 * @param threshold of the network: nothing farther is known
 */
export function nearestSymbol(
  query: Float32Array,
  image: Uint8Array,
  taught: TaughtDrawings,
  threshold: number,
): NearestSymbol {
  const { embeddings, dimension, labels, pixels } = taught;
  const [{ label, distance }] = rankPrototypes(query, classPrototypes(embeddings, labels, dimension));
  const spread = pooledSpread(taught);
  const own = pixels.filter((_, i) => labels[i] === label);
  const ownPixels = Math.max(
    ...own.map((drawing, i) =>
      nearestPixels(
        drawing,
        own.filter((_, k) => k !== i),
      ),
    ),
  );
  const isNear = distance <= Math.min(threshold, spread === undefined ? threshold : SPREADS * spread);
  const isAlike = own.length < 2 || nearestPixels(image, own) <= PIXELS * ownPixels;
  return { label, distance, isKnown: isNear && isAlike };
}
