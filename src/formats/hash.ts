import type { Dataset } from "../data/dataset.ts";

/** The sha256 of some bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Tells data sets apart: the sha256 of the sha256s of its pixels and labels, and its sizes. */
export async function hashDataset({ images, labels, count, height, width }: Dataset): Promise<string> {
  const parts = [await sha256(images), await sha256(labels), `${count}x${height}x${width}`];
  return sha256(new TextEncoder().encode(parts.join()));
}
