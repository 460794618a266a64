// Serves a page with the headers that let it use several threads, and with its CSP.
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { basename, dirname, extname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
  ".gz": "application/gzip",
  ".json": "application/json",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".bin": "application/octet-stream",
};

/** What makes a page cross-origin isolated, so that threads may share memory. */
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

export interface ServeOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Whether to send the headers for threads and the CSP. Default true; without, as any file server serves it. */
  readonly headers?: boolean;
  readonly host?: string;
}

/** The policy in a page's own meta tag: one text for both, and for the scripts beside the page. */
async function policyOf(folder: string): Promise<string> {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(page) ?? [];
  if (policy === undefined) throw new TypeError(`${folder}/index.html: expected a Content-Security-Policy.`);
  return `${policy}; frame-ancestors 'none'`;
}

/** The policy of each folder that has a page. */
async function policiesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const pages = (await readdir(folder, { recursive: true })).filter((path) => basename(path) === "index.html");
  const folders = pages.map((path) => dirname(join(folder, path)));
  return new Map(await Promise.all(folders.map(async (each) => [each, await policyOf(each)] as const)));
}

/** Copies that the build makes beside a file, the smallest first, and what HTTP calls them. */
const ENCODINGS = [
  { ending: ".br", encoding: "br" },
  { ending: ".gz", encoding: "gzip" },
] as const;

/** The smallest copy of a file that the browser takes. */
async function smallestCopy(file: string, accepted: string): Promise<{ path: string; encoding?: string }> {
  const names = accepted.split(",").map((name) => name.split(";")[0].trim());
  for (const { ending, encoding } of ENCODINGS) {
    const path = file + ending;
    const isThere =
      names.includes(encoding) &&
      (await stat(path).then(
        () => true,
        () => false,
      ));
    if (isThere) return { path, encoding };
  }
  return { path: file };
}

/** Serves a folder of files over HTTP, on this machine alone unless told otherwise. */
export async function serveFolder(folder: string, options: ServeOptions): Promise<Server> {
  const { port, headers = true, host = "127.0.0.1" } = options;
  const policies = headers ? await policiesIn(folder) : new Map<string, string>();
  const server = createServer((request, response) => {
    const refuse = (code: number) => response.writeHead(code, { "content-type": "text/plain" }).end(`${code}\n`);
    void (async () => {
      if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
      const url = new URL(request.url ?? "/", "http://localhost");
      const path = normalize(join(folder, decodeURIComponent(url.pathname)));
      if (path !== folder && !path.startsWith(folder + sep)) return refuse(403);
      const file = path.endsWith(sep) || path === folder ? join(path, "index.html") : path;
      const { path: copy, encoding } = await smallestCopy(file, String(request.headers["accept-encoding"] ?? ""));
      const policy = policies.get(dirname(file)) ?? policies.get(folder);
      const { size, mtimeMs } = await stat(copy);
      const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
      const isKnown = request.headers["if-none-match"]?.split(/\s*,\s*/).includes(etag) === true;
      response.writeHead(isKnown ? 304 : 200, {
        ...(headers ? ISOLATION : {}),
        ...(policy === undefined ? {} : { "content-security-policy": policy }),
        // The browser asks each time, and gets what it has not got yet.
        etag,
        vary: "accept-encoding",
        ...(encoding === undefined ? {} : { "content-encoding": encoding }),
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        ...(isKnown ? {} : { "content-length": size }),
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      if (request.method === "HEAD" || isKnown) return response.end();
      return pipeline(createReadStream(copy), response, () => {});
    })().catch(() => refuse(404));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}
