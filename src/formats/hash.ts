import type { Dataset } from "../data/dataset.ts";

/** Whether this engine hashes: browsers do so for pages from https or from this machine alone. */
export const canHash = (): boolean => globalThis.crypto?.subtle !== undefined;

/** The sha256 of some bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Labels as bytes: one each where that is enough, else two, the lower first. */
function labelBytes(labels: Uint16Array): Uint8Array {
  if (labels.every((label) => label < 256)) return Uint8Array.from(labels);
  return Uint8Array.from({ length: 2 * labels.length }, (_, i) => labels[i >> 1] >> (8 * (i & 1)));
}

/** Tells data sets apart: the sha256 of the sha256s of its pixels and labels, and its sizes. */
export async function hashDataset({ images, labels, count, height, width, channels }: Dataset): Promise<string> {
  const sides = `${count}x${height}x${width}${channels === 1 ? "" : `x${channels}`}`;
  const parts = [await sha256(images), await sha256(labelBytes(labels)), sides];
  return sha256(new TextEncoder().encode(parts.join()));
}
