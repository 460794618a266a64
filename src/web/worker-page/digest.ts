// Browsers keep crypto.subtle from pages that come from another machine without TLS, as on a network at home or in a
// class: there sha256 comes from here. Import it for this alone.
import { sha256 } from "js-sha256";

if (globalThis.crypto.subtle === undefined) {
  const digest = async (_name: string, bytes: Uint8Array): Promise<ArrayBuffer> => sha256.arrayBuffer(bytes);
  Object.defineProperty(globalThis.crypto, "subtle", { value: { digest } });
}
