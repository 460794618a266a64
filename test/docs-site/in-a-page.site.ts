import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entries } from "../../scripts/entries.ts";
import { serveFolder } from "../../scripts/serve-web.ts";
import { quickEngines } from "../browser/support/engines.ts";
import { waitFor } from "../browser/support/visitor.ts";
import { snippetsOf } from "../support/run-snippet.ts";

const [training, threads, worker] = snippetsOf("docs/web.md");
const POLICY =
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'\">";
/** What a page has already where its lines begin: 60 digits. */
const given = `
import { loadMnist } from "siamese-simd/mnist";
const all = (await loadMnist()).dataset;
const images = all.images.subarray(0, 60 * 784);
const labels = all.labels.subarray(0, 60);
const [a, b] = [images.subarray(0, 784), images.subarray(784, 1568)];
let events = 0;
const report = () => events++;
`;
const files: Readonly<Record<string, string>> = {
  "own.js": `${given}${training}\ndocument.title = "trained " + events;`,
  "threads.js": `
const trainingWorker = new Worker("worker.js", { type: "module" });
trainingWorker.onmessage = ({ data }) => (document.title = data);
${threads}`,
  "worker.js": `
import { createDataset, fingerprint } from "siamese-simd";
const threads = await new Promise((resolve) => (onmessage = ({ data }) => resolve(data.threads)));
${given}
const dataset = createDataset(images, labels, 28, 28);
${worker}
postMessage("trained " + (await fingerprint(await training.finish())));`,
  "thread.js": 'import "siamese-simd/worker";',
};

const ours: Plugin = {
  name: "ours",
  setup({ onResolve }) {
    onResolve({ filter: /^siamese-simd/ }, ({ path }) => ({
      path: resolve(entries.find(({ name }) => name === `.${path.slice("siamese-simd".length)}`)?.source ?? "none"),
    }));
  },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-simd-docs-"));
  for (const [name, contents] of Object.entries(files)) {
    // A bundler finds the package's worker by this address.
    const found = contents.replace('"siamese-simd/worker", import.meta.url', '"thread.js", import.meta.url');
    const shared: BuildOptions = { bundle: true, format: "esm", target: "es2022", logLevel: "error", plugins: [ours] };
    await build({ ...shared, stdin: { contents: found, resolveDir: resolve(".") }, outfile: join(folder, name) });
  }
  for (const name of ["own", "threads"]) {
    await writeFile(
      join(folder, `${name}.html`),
      `<!doctype html>${POLICY}<title>-</title><script type="module" src="${name}.js"></script>`,
    );
  }
  await writeFile(join(folder, "index.html"), POLICY);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(quickEngines)("the lines of docs/web.md in $name", ({ start }) => {
  it("train in a page, and with two threads", async () => {
    const server = await serveFolder(folder, { port: 0 });
    const { port } = server.address() as { port: number };
    const visitor = await start();
    try {
      for (const [page, title] of [
        ["own", /^trained [1-9]/],
        ["threads", /^trained [0-9a-f]{64}$/],
      ] as const) {
        await visitor.goto(`http://localhost:${port}/${page}.html`);
        await waitFor(visitor, 'return document.title.startsWith("trained")', 120);
        expect(await visitor.run("return document.title")).toMatch(title);
      }
    } finally {
      await visitor.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
