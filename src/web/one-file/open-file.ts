// The one script that stands in a page in one file as it is: it unpacks the others.
import { fromDenseText } from "./dense-text.ts";

const status = document.getElementById("status");

async function open(): Promise<void> {
  const packed = fromDenseText(document.getElementById("pack")?.textContent ?? "");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const all = await new Response(stream).arrayBuffer();
  // The first part is the code, the rest is for it.
  const length = new DataView(all).getUint32(0, true);
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(new Uint8Array(all, 4, length));
  document.head.append(script);
  const { siameseOneFile } = globalThis as unknown as { siameseOneFile: { show(rest: Uint8Array): Promise<void> } };
  await siameseOneFile.show(new Uint8Array(all, 4 + length));
  status?.remove();
}

open().catch(() => {
  if (status) status.textContent = status.dataset.failed ?? "";
});
