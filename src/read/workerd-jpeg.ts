// workerd compiles no bytes, only files that a Worker is deployed with: the build puts this in place of compile-jpeg.ts.
import mozjpeg from "../mozjpeg.wasm";
import type { compileJpeg as anywhere } from "./compile-jpeg.ts";

/** The decoder, compiled when the Worker was deployed. */
export const compileJpeg: typeof anywhere = async () => mozjpeg;
