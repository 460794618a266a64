// What is compared between engines. It runs in all of them, from the built package: bundle.ts.
import { fingerprint, type ThreadOptions, train } from "../../src/index.ts";
import { loadMnist } from "../../src/mnist/index.ts";
import { decodeImage } from "../../src/read.ts";

/** Pictures to decode, in base64, and whether to train `best` to its end. */
export interface Order {
  readonly images: readonly { readonly name: string; readonly base64: string }[];
  readonly whole: boolean;
}

/** What an engine gives: a sha256 of each row, and why there are no threads, where there are none. */
export interface Measured {
  readonly rows: Readonly<Record<string, string>>;
  readonly noThreads?: string;
}

type Recipe = "best" | "photo" | "symbols";

async function weights(recipe: Recipe, steps: number, threads?: ThreadOptions): Promise<string> {
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
async function pixels(images: Order["images"]): Promise<string> {
  let all = "";
  for (const { name, base64 } of images) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const decoded = await decodeImage(bytes, name);
    all += hex(await crypto.subtle.digest("SHA-256", new Uint8Array(decoded.pixels)));
  }
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(all)));
}

/** @param threads how to start a thread here; absent where there is no way */
export async function measure({ images, whole }: Order, threads?: ThreadOptions): Promise<Measured> {
  const isJpeg = ({ name }: { name: string }): boolean => /\.jpe?g$/.test(name);
  const rows: Record<string, string> = {
    "best, 300 steps": await weights("best", 300),
    "photo, 100 steps": await weights("photo", 100),
    "symbols, 30 steps": await weights("symbols", 30),
    "pixels of PNG files": await pixels(images.filter((image) => !isJpeg(image))),
    "pixels of JPEG files": await pixels(images.filter(isJpeg)),
  };
  if (whole) rows["best, whole"] = await weights("best", -1);
  if (!threads) return { rows, noThreads: "it has none" };
  try {
    rows["best, 300 steps, two threads"] = await weights("best", 300, threads);
    return { rows };
  } catch (error) {
    // Where memory cannot be shared. Any other error is a finding.
    if (!(error instanceof TypeError && error.message.startsWith("Shared memory is missing"))) throw error;
    return { rows, noThreads: "no shared memory" };
  }
}
