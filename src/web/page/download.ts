import { create } from "./elements.ts";

// The browser has taken the file long before.
const KEEP_URL_MS = 60_000;

/** Has the browser save a file. */
export function download(name: string, content: Uint8Array<ArrayBuffer> | string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = create("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_URL_MS);
}
