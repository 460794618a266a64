import { sha256 } from "js-sha256";

/**
 * Browsers keep `crypto.subtle` from pages that come from another machine without TLS, as on a network at home or in a
 * class: then its sha256 comes from a script.
 */
export function provideDigest(): void {
  if (globalThis.crypto.subtle !== undefined) return;
  const digest = async (_name: string, bytes: Uint8Array): Promise<ArrayBuffer> => sha256.arrayBuffer(bytes);
  Object.defineProperty(globalThis.crypto, "subtle", { value: { digest } });
}
