import { type Contents, joinParts, partsOf } from "../../one-file/contents.ts";
import { toDenseText } from "../../one-file/dense-text.ts";

/** What every such file is made of: scripts, as the build leaves them in one-file.json. */
interface Scripts {
  readonly open: string;
  readonly show: string;
}

const STYLE = `
body { max-width: 46rem; margin: 0 auto; padding: 1rem; font: 1.05rem/1.5 system-ui, sans-serif; }
h1 { line-height: 1.2; } h2 { margin-top: 2rem; }
.small { font-size: .85rem; overflow-wrap: anywhere; }`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? "&quot;");

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Whatever the file says, it can load nothing and send nothing. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'";

export interface Phrases {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly waiting: string;
  readonly failed: string;
}

/**
 * A page in one file: opened from a disk or out of a mail, it compares drawings and knows symbols.
 * @returns UTF-16: its mark at the beginning says so to every browser, whatever a server says; and 15 bits are a letter
 */
export async function makeOneFile(contents: Contents, phrases: Phrases): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL("./one-file.json", import.meta.url));
  if (!response.ok) throw new Error(String(response.status));
  const { open, show } = (await response.json()) as Scripts;
  const packed = await gzip(joinParts([new TextEncoder().encode(show), ...partsOf(contents)]));
  const { language, waiting, failed } = phrases;
  const title = escaped(contents.about.title);
  const html = `\ufeff<!doctype html>
<html lang="${language}">
<head>
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p id="status" role="status" data-failed="${escaped(failed)}">${escaped(waiting)}</p>
</main>
<script type="text/plain" id="pack">${toDenseText(packed)}</script>
<script>${open}</script>
</body>
</html>
`;
  const units = new DataView(new ArrayBuffer(2 * html.length));
  for (let i = 0; i < html.length; i++) units.setUint16(2 * i, html.charCodeAt(i), true);
  return new Uint8Array(units.buffer);
}
