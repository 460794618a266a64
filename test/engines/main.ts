// Prints one table: what is compared (rows.ts) in every engine, and whether it is what Node 20 gave: npm run test:engines.
// With --whole also the whole run of `best`; with --write the table goes to docs/engines.md; with names, those
// engines alone. Ends with 1 where an engine differs, fails or is not there.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { goldenImages, readFixture } from "../read/golden-images.ts";
import { bundleFor } from "./bundle.ts";
import { engines, folder } from "./engines.ts";
import { expected } from "./expected.ts";
import type { Answer, Row } from "./rows.ts";
import { type Column, tableOf } from "./table.ts";

const { values, positionals } = parseArgs({
  options: { whole: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in engines));
if (unknown) throw new RangeError(`There is no engine ${unknown}; there are ${Object.keys(engines).join(", ")}.`);
if (values.write && (positionals.length > 0 || !values.whole)) {
  throw new RangeError("--write wants the whole table: --whole, and no names of engines.");
}

mkdirSync(join(folder, "browser"), { recursive: true });
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const head = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">`;
writeFileSync(join(folder, "browser/index.html"), `${head}<title>Engines</title>\n`);
await bundleFor("node", "process-worker", join(folder, "node"));
await bundleFor("browser", "page-worker", join(folder, "browser"));
await bundleFor("workerd", "cloudflare-worker", join(folder, "workerd"));

const wanted = (Object.entries(expected) as [Row, string][]).filter(([row]) => values.whole || row !== "best, whole");
const pictures = goldenImages.map(({ name }) => ({ name, base64: Buffer.from(readFixture(name)).toString("base64") }));

/** Asks an engine for every row. What one fails in, and an engine that is not there, is said at once. */
async function columnOf(name: string): Promise<Column> {
  const answers: Partial<Record<Row, Answer>> = {};
  const complain = (error: unknown): void => console.error(`${name}: ${error}`);
  const engine = await engines[name]().catch(complain);
  if (!engine) return { engine: name, version: "", answers };
  for (const [row] of wanted) {
    const begin = performance.now();
    const order = { row, pictures: row.startsWith("pixels") ? pictures : [] };
    const answer: Answer = await engine.answer(order).catch((error) => ({ error: String(error) }));
    answers[row] = answer;
    console.error(`${name}, ${row}: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    if ("error" in answer) complain(answer.error);
  }
  await engine.close();
  return { engine: name, version: engine.version, answers };
}

const columns: Column[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(engines)) columns.push(await columnOf(name));
const { text, isRight } = tableOf(columns, wanted);
console.log(text);
if (!isRight) process.exitCode = 1;
else if (values.write) {
  const about =
    "What `npm run test:engines -- --whole --write` wrote: the weights of training and the pixels of pictures by a sha256 each.\n";
  writeFileSync("docs/engines.md", `# Engines\n\n${about}\n${text}\n`);
}
