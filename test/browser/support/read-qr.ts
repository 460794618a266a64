import { decodeQR } from "qr/decode.js";
import { type Visitor, waitFor } from "./visitor.ts";

/** Has the page show its QR code, reads it as a camera would, and closes it. Returns its text and its modules a side. */
export async function readQr(visitor: Visitor): Promise<{ text: string; modules: number }> {
  await visitor.click("#show-qr");
  await waitFor(visitor, 'return document.querySelector("#qr-dialog").open');
  const { side, pixels } = await visitor.run<{ side: number; pixels: string }>(`
    const { width } = document.querySelector("#qr");
    const { data } = document.querySelector("#qr").getContext("2d").getImageData(0, 0, width, width);
    let pixels = "";
    for (let i = 0; i < data.length; i += 4) pixels += data[i] === 0 ? "1" : "0";
    return { side: width, pixels };
  `);
  await visitor.click("#qr-close");
  const data = Uint8Array.from(pixels, (pixel) => (pixel === "1" ? 0 : 255));
  const rgb = Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]);
  // The finder pattern in the corner is seven modules wide, after a rim of four.
  const rim = pixels.indexOf("1") % side;
  return { text: decodeQR({ width: side, height: side, data: rgb }), modules: side / (rim / 4) - 8 };
}
