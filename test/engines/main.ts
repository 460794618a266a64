// Prints one table: what is compared (rows.ts) in every engine, and whether it is what Node 20 gave: npm run test:engines.
// With --whole also the whole run of `best`; with --write the table goes to docs/engines.md; with names, those engines alone.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { serveFolder } from "../../scripts/serve-web.ts";
import { engines as browsers } from "../browser/support/engines.ts";
import { runWorker } from "../browser/support/run-golden.ts";
import type { Visitor } from "../browser/support/visitor.ts";
import { goldenImages, readFixture } from "../read/golden-images.ts";
import { postToWorker, runScript, versionOf } from "./binaries.ts";
import { bundleFor } from "./bundle.ts";
import { expected } from "./expected.ts";
import type { Measured, Order } from "./rows.ts";
import { type Column, tableOf } from "./table.ts";

const { values, positionals } = parseArgs({
  options: { whole: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
  allowPositionals: true,
});

const folder = resolve("build/engines");
const order: Order = {
  images: goldenImages.map(({ name }) => ({ name, base64: Buffer.from(readFixture(name)).toString("base64") })),
  rows: Object.keys(expected).filter((row) => row !== "best, whole" || values.whole),
};
const orderPath = join(folder, "order.json");

function measuredIn(printed: string): Measured {
  const measured: Measured & { readonly error?: string } = JSON.parse(printed);
  if (measured.error) throw new Error(measured.error);
  return measured;
}

async function inPage(start: () => Promise<Visitor>): Promise<Column> {
  const server = await serveFolder(join(folder, "browser"), { port: 0 });
  const visitor = await start();
  try {
    const { port } = server.address() as { port: number };
    await visitor.goto(`http://127.0.0.1:${port}/`);
    const userAgent = await visitor.run<string>("return navigator.userAgent");
    const version = /(?:Chrome|Firefox|Version)\/([\d.]+)/.exec(userAgent)?.[1] ?? "";
    let measured: Measured = { rows: {} };
    // Each in a call of its own: drivers do not wait for ever.
    for (const row of order.rows) {
      const part = { ...order, rows: [row], threads: 2 };
      const found = measuredIn(JSON.stringify(await visitor.run<object>(runWorker("main.js", "thread.js"), part)));
      measured = { ...measured, ...found, rows: { ...measured.rows, ...found.rows } };
    }
    return { engine: visitor.name, version, measured };
  } finally {
    await visitor.close();
    server.closeAllConnections();
    server.close();
  }
}

const columns: Record<string, () => Promise<Column>> = {};
for (const engine of ["Node 20", "Node 22", "Node 24", "Deno", "Bun"] as const) {
  columns[engine] = async () => ({
    engine,
    version: await versionOf(engine),
    measured: measuredIn(await runScript(engine, join(folder, "node/main.js"), [orderPath])),
  });
}
for (const { name, start } of browsers) columns[name] = () => inPage(start);
columns.workerd = async () => ({
  engine: "workerd",
  version: await versionOf("workerd"),
  measured: measuredIn(await postToWorker(join(folder, "workerd"), orderPath)),
});

mkdirSync(join(folder, "browser"), { recursive: true });
writeFileSync(orderPath, JSON.stringify(order));
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const head = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">`;
writeFileSync(join(folder, "browser/index.html"), `${head}<title>Engines</title>\n`);
await bundleFor("node", "process-worker", join(folder, "node"));
await bundleFor("browser", "page-worker", join(folder, "browser"));
await bundleFor("workerd", "cloudflare-worker", join(folder, "workerd"));

const unknown = positionals.find((name) => !(name in columns));
if (unknown) throw new RangeError(`There is no engine ${unknown}; there are ${Object.keys(columns).join(", ")}.`);
const found: Column[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(columns)) {
  const begin = performance.now();
  const column = await columns[name]().catch((error: Error) => ({ engine: name, version: "", failed: error.message }));
  found.push(column);
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.error(`${name} ${column.version}: ${"failed" in column ? column.failed : "done"}, ${seconds} s`);
}
const { text, isRight } = tableOf(found, expected);
console.log(text);
if (!isRight) process.exitCode = 1;
else if (values.write) {
  const about =
    "What `npm run test:engines -- --whole --write` wrote: the weights of training and the pixels of pictures by a sha256 each.\n";
  writeFileSync("docs/engines.md", `# Engines\n\n${about}\n${text}\n`);
}
