// Where bytes may be compiled. Where they may not (workerd) the package's build puts workerd-jpeg.ts in this file's place.
import { inflate } from "./inflate.ts";
import { JPEG_WASM, JPEG_WASM_BYTES } from "./jpeg-wasm.ts";

/** The decoder that travels inside the package. */
export function compileJpeg(): Promise<WebAssembly.Module> {
  const packed = Uint8Array.from(atob(JPEG_WASM), (char) => char.charCodeAt(0));
  const wasm = new Uint8Array(JPEG_WASM_BYTES);
  let at = 0;
  inflate(packed, wasm.length, (bytes) => {
    wasm.set(bytes, at);
    at += bytes.length;
  });
  return WebAssembly.compile(wasm);
}
