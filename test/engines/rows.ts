// What is compared between engines. It runs in all of them, from the built package: bundle.ts.
import { fingerprint, type ThreadOptions, train } from "../../src/index.ts";
import { loadMnist } from "../../src/mnist/index.ts";
import { decodeImage } from "../../src/read.ts";

/** Pictures to decode, in base64, and the rows that are wanted. */
export interface Order {
  readonly images: readonly { readonly name: string; readonly base64: string }[];
  readonly rows: readonly string[];
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

const isJpeg = ({ name }: Order["images"][number]): boolean => /\.jpe?g$/.test(name);

const rowKinds: Readonly<Record<string, (images: Order["images"], threads?: ThreadOptions) => Promise<string>>> = {
  "best, 300 steps": () => weights("best", 300),
  "photo, 100 steps": () => weights("photo", 100),
  "symbols, 30 steps": () => weights("symbols", 30),
  "pixels of PNG files": (images) => pixels(images.filter((image) => !isJpeg(image))),
  "pixels of JPEG files": (images) => pixels(images.filter(isJpeg)),
  "best, whole": () => weights("best", -1),
  "best, 300 steps, two threads": (_, threads) => weights("best", 300, threads),
};

/** @param threads how to start a thread here; absent where there is no way */
export async function measure({ images, rows: wanted }: Order, threads?: ThreadOptions): Promise<Measured> {
  const rows: Record<string, string> = {};
  let noThreads: string | undefined;
  for (const name of wanted) {
    const wantsThreads = name.endsWith("threads");
    if (wantsThreads && !threads) {
      noThreads = "it has none";
      continue;
    }
    try {
      rows[name] = await rowKinds[name](images, threads);
    } catch (error) {
      // Where memory cannot be shared. Any other error is a finding.
      if (!wantsThreads || !(error instanceof TypeError && error.message.startsWith("Shared memory is missing")))
        throw error;
      noThreads = "no shared memory";
    }
  }
  return { rows, ...(noThreads && { noThreads }) };
}
