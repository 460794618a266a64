import type { Architecture } from "../../../nn/architecture.ts";
import { isRecipeName } from "../../../run/recipes.ts";
import { t } from "../../messages/t.ts";
import { type Settings, settingsOf } from "../../settings.ts";

/** What a link says of a run: the settings that make it, the visitor's symbols, and what comes of it. */
export interface RunLink {
  readonly settings: Settings;
  /** As `symbolsToText` gives them; empty for none. */
  readonly symbols: string;
  /** The first hexadecimal digits of the weights' sha256; empty if they are not known. */
  readonly fingerprint: string;
}

const NUMBERS = ["epochs", "batch", "lr", "margin", "seed"] as const;
/** Digits of a fingerprint that a link has: 64 bits tell two networks apart. */
export const FINGERPRINT_DIGITS = 16;
/** Characters that a packed entry may unpack to: two dozen symbols of five full drawings each have fewer. */
const MAX_UNPACKED = 2 ** 21;
/** A link in a fragment is not one of the page's own parts. */
const MARK = "recipe=";

async function through(bytes: Uint8Array<ArrayBuffer>, way: GenericTransformStream): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough<Uint8Array>(way).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let { value, done } = await reader.read(); !done && value; { value, done } = await reader.read()) {
    pieces.push(value);
    length += value.length;
    if (length > MAX_UNPACKED) {
      await reader.cancel();
      throw new RangeError("too long");
    }
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** A text, compressed, in letters that need no escaping in a link. */
async function pack(text: string): Promise<string> {
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpack(text: string): Promise<string> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const packed = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  return new TextDecoder().decode(await through(packed, new DecompressionStream("deflate-raw")));
}

/** The fragment of a link, without the "#": the recipe and what differs from its own settings. */
export async function linkFragment({ settings, symbols, fingerprint }: RunLink): Promise<string> {
  const { recipe, architecture, architectureFile } = settings;
  const own = isRecipeName(recipe) ? settingsOf(recipe) : undefined;
  const entries = new URLSearchParams({ recipe });
  for (const key of NUMBERS) {
    if (key === "epochs" || key === "seed" || settings[key] !== own?.[key]) entries.set(key, String(settings[key]));
  }
  if (architecture) entries.set("network", await pack(JSON.stringify({ architecture, architectureFile })));
  if (symbols) entries.set("symbols", await pack(symbols));
  if (fingerprint) entries.set("sha256", fingerprint.slice(0, FINGERPRINT_DIGITS));
  return entries.toString();
}

/**
 * Reads what `linkFragment` wrote. Whether the settings are in range is the form's to say, and whether the symbols are
 * symbols that of who takes them.
 * @returns undefined if the fragment is of another kind: a part of the page, or nothing
 * @throws RangeError if it is damaged, saying what of it
 */
export async function readLink(fragment: string): Promise<RunLink | undefined> {
  if (!fragment.startsWith(MARK)) return undefined;
  const entries = new URLSearchParams(fragment);
  const recipe = entries.get("recipe") ?? "";
  if (!isRecipeName(recipe)) throw new RangeError(t("linkRecipe"));
  const settings: Settings = { ...settingsOf(recipe), ...numbersOf(entries), ...(await layersOf(entries)) };
  const fingerprint = entries.get("sha256") ?? "";
  if (!/^([0-9a-f]{16})?$/.test(fingerprint)) throw damaged("fingerprint");
  return { settings, symbols: await unpackEntry(entries, "symbols"), fingerprint };
}

const damaged = (what: string) => new RangeError(t("linkDamaged", what));

function numbersOf(entries: URLSearchParams): Partial<Record<(typeof NUMBERS)[number], number>> {
  const numbers: Partial<Record<(typeof NUMBERS)[number], number>> = {};
  for (const key of NUMBERS) {
    const text = entries.get(key);
    if (text === null) continue;
    numbers[key] = Number(text);
    if (text.trim() === "" || !Number.isFinite(numbers[key])) throw damaged(key);
  }
  return numbers;
}

async function unpackEntry(entries: URLSearchParams, key: string): Promise<string> {
  const packed = entries.get(key);
  try {
    return packed === null ? "" : await unpack(packed);
  } catch {
    throw damaged(key);
  }
}

async function layersOf(entries: URLSearchParams): Promise<Pick<Settings, "architecture" | "architectureFile">> {
  const text = await unpackEntry(entries, "network");
  if (text === "") return {};
  try {
    const { architecture, architectureFile } = JSON.parse(text) as {
      architecture: Architecture;
      architectureFile?: unknown;
    };
    return { architecture, architectureFile: typeof architectureFile === "string" ? architectureFile : undefined };
  } catch {
    throw damaged("network");
  }
}
