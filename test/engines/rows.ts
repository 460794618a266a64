// What is compared between engines. It runs in all of them, from the built package: bundle.ts.
import * as checkpoint from "../../src/checkpoint.ts";
import * as exporting from "../../src/export.ts";
import * as few from "../../src/few.ts";
import * as gallery from "../../src/gallery/index.ts";
import * as main from "../../src/index.ts";
import * as metrics from "../../src/metrics.ts";
import * as mnist from "../../src/mnist/index.ts";
import * as read from "../../src/read.ts";
import * as safetensors from "../../src/safetensors.ts";
import * as search from "../../src/search.ts";
import * as symbols from "../../src/weights/symbols.ts";

/** A picture to decode, in base64. */
export interface Picture {
  readonly name: string;
  readonly base64: string;
}

/** One row: an engine is asked for each apart, so that none of its answers is long in coming. */
export interface Order {
  readonly row: Row;
  readonly pictures: readonly Picture[];
}

/** What an engine gives, or why it cannot. */
export type Answer = { readonly sha256: string } | { readonly missing: string } | { readonly error: string };

type Threads = main.ThreadOptions | undefined;

async function weights(recipe: "best" | "photo" | "symbols", steps: number, threads?: Threads): Promise<string> {
  const { dataset } = await mnist.loadMnist();
  const training = main.train({ dataset, recipe, ...(threads && { threads }) });
  for await (const { step } of training) if (step === steps) break;
  const found = await main.fingerprint(training.network);
  training.network.close();
  return found;
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  hex(await crypto.subtle.digest("SHA-256", bytes));

/** Of what every entry offers that needs neither Node nor a page: each is loaded, which is most of it. */
function names(): Promise<string> {
  const entries = { checkpoint, exporting, few, gallery, main, metrics, mnist, read, safetensors, search, symbols };
  const all = Object.entries(entries).map(([name, entry]) => `${name}: ${Object.keys(entry).sort()}`);
  return sha256(new TextEncoder().encode(all.join("\n")));
}

/** Of the sha256 of every picture's pixels. */
async function pixels(pictures: readonly Picture[]): Promise<string> {
  let all = "";
  for (const { name, base64 } of pictures) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const decoded = await read.decodeImage(bytes, name);
    all += await sha256(new Uint8Array(decoded.pixels));
  }
  return sha256(new TextEncoder().encode(all));
}

const isJpeg = ({ name }: Picture): boolean => /\.jpe?g$/.test(name);

export const rows = {
  "best, 300 steps": () => weights("best", 300),
  "best, 300 steps, two threads": (_, threads) => weights("best", 300, threads),
  "best, whole": () => weights("best", Number.POSITIVE_INFINITY),
  "photo, 100 steps": () => weights("photo", 100),
  "symbols, 30 steps": () => weights("symbols", 30),
  "pixels of PNG files": (pictures) => pixels(pictures.filter((picture) => !isJpeg(picture))),
  "pixels of JPEG files": (pictures) => pixels(pictures.filter(isJpeg)),
  "names of eleven entries": names,
} satisfies Record<string, (pictures: Order["pictures"], threads: Threads) => Promise<string>>;

export type Row = keyof typeof rows;

/** @param threads how to start a thread here; absent where there is no way */
export async function measure({ row, pictures }: Order, threads?: Threads): Promise<Answer> {
  if (row.endsWith("two threads")) {
    if (!threads) return { missing: "no threads" };
    if (typeof SharedArrayBuffer === "undefined") return { missing: "no shared memory" };
  }
  try {
    return { sha256: await rows[row](pictures, threads) };
  } catch (error) {
    return { error: `${error} ${(error as Error).stack}` };
  }
}
