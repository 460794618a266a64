// What is compared between engines. It runs in all of them, from the built package: bundle.ts.
import { fingerprint, type ThreadOptions, train } from "../../src/index.ts";
import { loadMnist } from "../../src/mnist/index.ts";
import { decodeImage } from "../../src/read.ts";

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

async function weights(recipe: "best" | "photo" | "symbols", steps: number, threads?: ThreadOptions): Promise<string> {
  const { dataset } = await loadMnist();
  const training = train({ dataset, recipe, ...(threads && { threads }) });
  for await (const { step } of training) if (step === steps) break;
  const found = await fingerprint(training.network);
  training.network.close();
  return found;
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Of the sha256 of every picture's pixels. */
async function pixels(pictures: readonly Picture[]): Promise<string> {
  let all = "";
  for (const { name, base64 } of pictures) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const decoded = await decodeImage(bytes, name);
    all += hex(await crypto.subtle.digest("SHA-256", new Uint8Array(decoded.pixels)));
  }
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(all)));
}

const isJpeg = ({ name }: Picture): boolean => /\.jpe?g$/.test(name);

const rows = {
  "best, 300 steps": () => weights("best", 300),
  "best, 300 steps, two threads": (_, threads) => weights("best", 300, threads),
  "best, whole": () => weights("best", Number.POSITIVE_INFINITY),
  "photo, 100 steps": () => weights("photo", 100),
  "symbols, 30 steps": () => weights("symbols", 30),
  "pixels of PNG files": (pictures) => pixels(pictures.filter((picture) => !isJpeg(picture))),
  "pixels of JPEG files": (pictures) => pixels(pictures.filter(isJpeg)),
} satisfies Record<string, (pictures: Order["pictures"], threads: ThreadOptions | undefined) => Promise<string>>;

export type Row = keyof typeof rows;

/** @param threads how to start a thread here; absent where there is no way */
export async function measure({ row, pictures }: Order, threads?: ThreadOptions): Promise<Answer> {
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
