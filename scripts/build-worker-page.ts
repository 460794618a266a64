// Makes the page that does jobs of a NATS server: worker/ beside the other page, which it leaves as it is.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { parseHTML } from "linkedom";
import { fillPage } from "../src/web/messages/fill-page.ts";
import { texts } from "../src/web/worker-page/texts/en.ts";

const SOURCE = "src/web/worker-page";

/** Builds the page into a folder within that of the other page, whose styles it uses. */
export async function buildWorkerPage(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: ["main.ts", "queue-worker.ts", "job-worker.ts", "page.css"].map((name) => join(SOURCE, name)),
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    // The client asks for it in Node only.
    external: ["node:crypto"],
    target: ["es2022"],
    logLevel: "warning",
  });
  const { document } = parseHTML(await readFile(join(SOURCE, "index.html"), "utf8"));
  fillPage(document, texts);
  await writeFile(join(folder, "index.html"), String(document));
}
