import encodeQR from "qr";
import { drawingContext } from "../elements.ts";

/** Canvas pixels of a module, more than are shown of it; and modules of the white rim that readers need. */
const MODULE = 12;
const RIM = 4;

/** Paints a text as a QR code, dark on light in either theme. */
export function drawQr(canvas: HTMLCanvasElement, text: string): void {
  const modules = encodeQR(text, "raw", { ecc: "low", border: RIM });
  canvas.width = canvas.height = modules.length * MODULE;
  const context = drawingContext(canvas);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  for (const [y, row] of modules.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (isDark) context.fillRect(x * MODULE, y * MODULE, MODULE, MODULE);
    }
  }
}
