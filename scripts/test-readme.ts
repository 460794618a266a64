// Runs the README's first code sample as a stranger would, from the packed package: in Node, and in real browsers, as a
// module of a page without a bundler. It must reach 99 % of held-out pairs, and the weights of the command line's run.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engines } from "../test/browser/support/engines.ts";
import { waitFor } from "../test/browser/support/visitor.ts";
import { golden } from "../test/golden/recipes.ts";
import { bundleOf, entries } from "./entries.ts";
import { install, run, withTarball } from "./fresh-project.ts";
import { serveFolder } from "./serve-web.ts";

const MAX_LINES = 20;
const LEAST_ACCURACY = 0.99;
const SECONDS = 300;

function firstSample(readme: string): string {
  const [, sample] = /```js\n(.*?)```/s.exec(readme) ?? [];
  if (sample === undefined) throw new Error("README.md: expected a code sample.");
  const lines = sample.trimEnd().split("\n").length;
  if (lines > MAX_LINES) throw new Error(`README.md: expected a first sample of ${MAX_LINES} lines, got ${lines}.`);
  return sample;
}

/** Checks what the sample has printed: last but one the accuracy, last the fingerprint. */
function check(where: string, printed: readonly string[], seconds: number): void {
  const [accuracy, fingerprint] = printed.slice(-2);
  if (!(Number(accuracy) >= LEAST_ACCURACY) || fingerprint !== golden.best.whole) {
    throw new Error(
      `${where}: expected ${LEAST_ACCURACY} and ${golden.best.whole} at the end, got:\n${printed.slice(-8).join("\n")}`,
    );
  }
  console.log(`${where}: ${accuracy} of held-out pairs, ${fingerprint.slice(0, 16)}, in ${seconds.toFixed(1)} s`);
}

const linesOf = (output: string): string[] => output.trim().split("\n");

async function timed(where: string, work: () => Promise<readonly string[]>): Promise<void> {
  const begin = performance.now();
  const printed = await work();
  check(where, printed, (performance.now() - begin) / 1000);
}

/** A page with the sample as it stands; the names of the package's entries are mapped to its files. */
function pageOf(sample: string): string {
  const imports = Object.fromEntries(
    entries.map((entry) => [
      `siamese-simd${entry.name.slice(1)}`,
      `./node_modules/siamese-simd/${bundleOf(entry).slice("./".length)}`,
    ]),
  );
  return `<!doctype html>
<meta charset="utf-8" />
<title>The README's sample</title>
<script>
  globalThis.printed = [];
  const text = (value) => (typeof value === "object" ? "(object)" : String(value));
  console.log = (...values) => printed.push(values.map(text).join(" "));
  addEventListener("error", ({ message }) => (globalThis.failed = message));
  addEventListener("unhandledrejection", ({ reason }) => (globalThis.failed = String(reason)));
</script>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
${sample}
globalThis.finished = true;
</script>
`;
}

await withTarball(async (work, tarball) => {
  const sample = firstSample(await readFile("README.md", "utf8"));
  const folder = join(work, "sample");
  await install(folder, tarball, false);
  await writeFile(join(folder, "index.js"), sample);
  await writeFile(join(folder, "index.html"), pageOf(sample));
  const server = await serveFolder(folder, { port: 0, headers: false });
  const { port } = server.address() as { port: number };
  const inNode = () =>
    timed("Node", async () => linesOf((await run(process.execPath, ["index.js"], { cwd: folder })).stdout));
  const inBrowser = async ({ name, start }: (typeof engines)[number]): Promise<void> => {
    const visitor = await start();
    try {
      await timed(name, async () => {
        await visitor.goto(`http://127.0.0.1:${port}/`);
        const ended = "return globalThis.failed ?? (globalThis.finished ? 'finished' : '')";
        const end = await waitFor<string>(visitor, ended, SECONDS);
        if (end !== "finished") throw new Error(`${name}: ${end}`);
        return visitor.run<string[]>("return globalThis.printed");
      });
    } finally {
      await visitor.close();
    }
  };
  const places = [inNode, ...engines.map((engine) => () => inBrowser(engine))];
  try {
    // Two at once: each trains on one thread, and a machine that tests has two cores at least.
    for (let i = 0; i < places.length; i += 2) await Promise.all(places.slice(i, i + 2).map((place) => place()));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
