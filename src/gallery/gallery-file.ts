import { UnreadableFileError } from "../errors.ts";
import { fingerprint } from "../formats/model.ts";
import { quote, quoteValue } from "../message-text.ts";
import type { Network } from "../nn/network.ts";
import { parseJson } from "../parse-json.ts";
import { createGallery, type Example, type Gallery } from "./gallery.ts";

const FORMAT = "siamese-simd gallery 1";

export interface LoadGalleryOptions {
  /** Take a gallery that was taught with another model, and embed its drawings with this one. Default false. */
  readonly reembed?: boolean | undefined;
  /** Replaces the file's own; see `GalleryOptions`. */
  readonly falseAccept?: number | undefined;
}

const toBase64 = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/**
 * A gallery as JSON: its drawings as strokes (x and y in turn) or pixels (base64), by symbol, and the fingerprint of the
 * model that it was taught with.
 */
export async function saveGallery(gallery: Gallery): Promise<string> {
  return JSON.stringify({
    format: FORMAT,
    model: await fingerprint(gallery.network),
    ...(gallery.falseAccept === undefined ? {} : { falseAccept: gallery.falseAccept }),
    symbols: gallery.symbols.map(({ name, examples }) => ({
      name,
      examples: examples.map((example) =>
        example instanceof Uint8Array
          ? { pixels: toBase64(example) }
          : { strokes: example.map((stroke) => Array.from(stroke)) },
      ),
    })),
  });
}

function parseExample(value: unknown): Example {
  const { strokes, pixels } = (value ?? {}) as { strokes?: unknown; pixels?: unknown };
  if (typeof pixels === "string") {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(pixels) || pixels.length % 4 !== 0)
      throw new TypeError("its pixels are no base64.");
    return fromBase64(pixels);
  }
  if (Array.isArray(strokes) && strokes.every((stroke) => Array.isArray(stroke) && stroke.every(isNumber))) {
    return strokes as number[][];
  }
  throw new TypeError("expected strokes, lists of numbers, or pixels, a base64 string.");
}

const isNumber = (value: unknown): value is number => typeof value === "number";

/**
 * Reads a gallery that `saveGallery` wrote; its drawings are embedded anew.
 *
 * @param text the file's content
 * @param source the file's name, for errors
 * @throws UnreadableFileError if it is no gallery, or was taught with another model and `reembed` is not set
 */
export async function loadGallery(
  network: Network,
  text: string,
  source = "gallery",
  { reembed = false, falseAccept }: LoadGalleryOptions = {},
): Promise<Gallery> {
  const value = parseJson(text);
  if (value === undefined) throw new UnreadableFileError(`${source}: expected a gallery in JSON, this is not JSON.`);
  const file = (value ?? {}) as Record<string, unknown>;
  if (file.format !== FORMAT) {
    throw new UnreadableFileError(`${source}: expected the format "${FORMAT}", got ${quoteValue(file.format)}.`);
  }
  const { model, symbols } = file;
  if (typeof model !== "string" || !Array.isArray(symbols)) {
    throw new UnreadableFileError(`${source}: expected the model's fingerprint and a list of symbols.`);
  }
  const own = await fingerprint(network);
  if (!reembed && model !== own) {
    throw new UnreadableFileError(
      `${source}: taught with another model (${quote(model.slice(0, 12))}, this one is "${own.slice(0, 12)}"), whose distances ` +
        "mean something else: use that model, or have its drawings embedded anew with this one (reembed).",
    );
  }
  let gallery: Gallery;
  try {
    gallery = createGallery(network, { falseAccept: falseAccept ?? (file.falseAccept as number | undefined) });
  } catch (error) {
    throw new UnreadableFileError(`${source}: ${(error as Error).message}`);
  }
  for (const [s, symbol] of symbols.entries()) {
    const { name, examples } = (symbol ?? {}) as { name?: unknown; examples?: unknown };
    if (typeof name !== "string" || !Array.isArray(examples)) {
      throw new UnreadableFileError(`${source}: symbol ${s}: expected a name and a list of examples.`);
    }
    for (const [e, example] of examples.entries()) {
      try {
        gallery.add(name, parseExample(example));
      } catch (error) {
        throw new UnreadableFileError(`${source}: symbol ${s}, example ${e}: ${(error as Error).message}`);
      }
    }
  }
  return gallery;
}
