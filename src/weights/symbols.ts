import { encodeSafetensors, type Tensor } from "../formats/safetensors.ts";
import { fromDigits } from "./byte-digits.ts";
import { fromHalf } from "./half.ts";
import { HIGH, LOW, METADATA, SHAPES } from "./symbols-data.ts";

/**
 * Start weights for any symbol, as a model file: `loadModel(symbols)`. They are those of the recipe "symbols", rounded
 * to 16 bits.
 */
export const symbols: Uint8Array = /* @__PURE__ */ (() => {
  const low = atob(LOW);
  const high = fromDigits(HIGH);
  const tensors = new Map<string, Tensor>();
  let at = 0;
  for (const [name, shape] of SHAPES) {
    const data = new Float32Array(shape.reduce((a, b) => a * b));
    for (let i = 0; i < data.length; i++) {
      data[i] = fromHalf(low.charCodeAt(at) | (high[at] << 8));
      at++;
    }
    tensors.set(name, { shape, data });
  }
  return encodeSafetensors(tensors, METADATA);
})();
