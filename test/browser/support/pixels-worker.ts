// Decodes the golden pictures in a page's worker, as a visitor's files would be.
import { sha256 } from "../../../src/formats/hash.ts";
import { decodeImage } from "../../../src/read/decode-image.ts";

export interface DecodedPicture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly sha256: string;
}

async function decode(name: string): Promise<DecodedPicture> {
  const bytes = new Uint8Array(await (await fetch(new URL(`./images/${name}`, import.meta.url))).arrayBuffer());
  const { width, height, channels, pixels } = await decodeImage(bytes, name);
  return { name, width, height, channels, sha256: await sha256(pixels) };
}

async function decodeAll(names: readonly string[]): Promise<DecodedPicture[]> {
  const decoded: DecodedPicture[] = [];
  for (const name of names) decoded.push(await decode(name));
  return decoded;
}

const scope = globalThis as unknown as {
  onmessage: (event: { data: readonly string[] }) => void;
  postMessage(message: unknown): void;
};
scope.onmessage = ({ data }) => {
  decodeAll(data).then(
    (decoded) => scope.postMessage({ decoded }),
    (error) => scope.postMessage({ error: String(error) }),
  );
};
