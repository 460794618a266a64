import { cp, mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { buildWeb } from "../../../scripts/build-web.ts";
import { type ServeOptions, serveFolder } from "../../../scripts/serve-web.ts";

/** The page's folder, built once for all tests; beside it what the golden run, drawings and pictures need. */
export async function buildSite(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "siamese-simd-page-"));
  await buildWeb(folder);
  await build({
    entryPoints: ["golden-worker", "golden-drawings", "golden-photos", "golden-search", "pixels-worker"].map(
      (name) => `test/browser/support/${name}.ts`,
    ),
    outdir: folder,
    bundle: true,
    // So that the JPEG decoder is a file of its own, loaded when it is needed. The page's service worker keeps the page's.
    splitting: true,
    chunkNames: "tested-[name]-[hash]",
    format: "esm",
    target: ["es2022"],
    logLevel: "warning",
  });
  await cp("test/fixtures/images", join(folder, "images"), { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface Site {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  /** The status of each answer, and the bytes of its body, in order of their ends. */
  readonly answers: { readonly url: string; readonly status: number; readonly bytes: number }[];
  stop(): Promise<void>;
}

export async function serveSite(folder: string, options: Partial<ServeOptions> = {}): Promise<Site> {
  const server = await serveFolder(folder, { port: 0, ...options });
  const requests: string[] = [];
  const answers: Site["answers"] = [];
  server.on("request", ({ url = "" }: IncomingMessage, response: ServerResponse) => {
    requests.push(url);
    let bytes = 0;
    const { write, end } = response;
    const counted = (chunk: unknown) => {
      if (chunk instanceof Uint8Array) bytes += chunk.length;
    };
    response.write = (...given: unknown[]) => {
      counted(given[0]);
      return Reflect.apply(write, response, given);
    };
    response.end = (...given: unknown[]) => {
      counted(given[0]);
      return Reflect.apply(end, response, given);
    };
    response.on("close", () => {
      answers.push({ url, status: response.statusCode, bytes });
    });
  });
  const { port } = server.address() as { port: number };
  let isStopped = false;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    answers,
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
