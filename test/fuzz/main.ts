// Feeds damaged and made-up input to every reader: npm run test:fuzz -- --count 1000000 --seed 1
// Each case has a generator of its own: --first I --count 1 tries case I again alone. --only "PNG pixels,JPEG": these readers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UnreadableFileError } from "../../src/errors.ts";
import { Random } from "../../src/random.ts";
import { mutate, pick, randomBytes } from "./mutate.ts";
import { BrokenPromise, isPrintable, type Reader } from "./reader.ts";
import { makeReaders } from "./readers.ts";

const { FUZZ_COUNT = "1000000" } = process.env;
const { values } = parseArgs({
  options: {
    count: { type: "string", default: FUZZ_COUNT },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    only: { type: "string" },
  },
});
const parseInteger = (name: string, value: string): number => {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new RangeError(`--${name}: expected an integer below 1,000,000,000, got "${value}".`);
};
const count = parseInteger("count", values.count);
const seed = parseInteger("seed", values.seed);
const first = parseInteger("first", values.first);

const MOST_MS = 100;
/** Of one reader, shown in full; the others are counted. */
const SHOWN = 3;
// Errors are for a line of a terminal: short, and nothing in them that a terminal obeys.
const MAX_MESSAGE = 600;
// The engine's own complaints are RangeErrors and TypeErrors too, but of this code, not of the input.
const ENGINE = new RegExp(
  "Cannot (read|convert|set|mix)|is not a (function|constructor)|not iterable|Invalid (typed )?array|" +
    "call stack|out of bounds|of undefined|a BigInt|Unexpected (token|end|non|string|number)| in JSON at|JSON input|at position|" +
    "Bad (control|escaped)|Unterminated|property name|argument must be|Invalid (array|string|code)",
);

const folder = mkdtempSync(join(tmpdir(), "siamese-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const all = await makeReaders(folder);
const wanted = values.only?.split(",") ?? all.map(({ name }) => name);
const unknown = wanted.find((name) => all.every((reader) => reader.name !== name));
if (unknown !== undefined) throw new RangeError(`--only: there is no reader named "${unknown}".`);
const readers = all.filter(({ name }) => wanted.includes(name));
const quick = readers.filter(({ slow }) => !slow);
const slow = readers.filter((reader) => reader.slow);

/** One in eight inputs goes to a reader of files. Half of all are made whole, the others damaged, a few noise. */
function plan(index: number): { reader: Reader; input: Uint8Array } {
  const random = Random.fromSeed((Math.imul(seed, 0x9e3779b9) + index) >>> 0);
  const pool = slow.length > 0 && (quick.length === 0 || random.below(8) === 0) ? slow : quick;
  const reader = pick(random, pool);
  const kind = random.below(20);
  if (kind === 0) return { reader, input: randomBytes(random, random.below(64)) };
  if (kind <= 9 && reader.seeds.length > 0) return { reader, input: mutate(random, pick(random, reader.seeds)) };
  return { reader, input: reader.make(random) };
}

/** What is wrong with how a reader refused. */
function complaint({ throws = [UnreadableFileError] }: Reader, error: unknown): string {
  if (error instanceof BrokenPromise) return error.message;
  if (!(error instanceof Error) || !throws.some((kind) => error instanceof kind)) return `threw ${String(error)}`;
  const { message } = error;
  if (ENGINE.test(message)) return `let the engine complain: ${message}`;
  if (message.length > MAX_MESSAGE) return `has an error of ${message.length} characters`;
  return !isPrintable(message) ? `has an error with control characters: ${JSON.stringify(message)}` : "";
}

async function attempt(reader: Reader, input: Uint8Array): Promise<{ finding: string; accepted: boolean; ms: number }> {
  // Of the processor, not of the clock: other programs run beside this one.
  const begin = process.cpuUsage();
  const ms = () => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  };
  try {
    await reader.read(input);
    return { finding: "", accepted: true, ms: ms() };
  } catch (error) {
    return { finding: complaint(reader, error), accepted: false, ms: ms() };
  }
}

const rows = new Map(readers.map((reader) => [reader, { tried: 0, accepted: 0, slowest: 0, findings: 0 }]));
let findings = 0;
for (let index = first; index < first + count; index++) {
  const { reader, input } = plan(index);
  const most = reader.mostMs ?? MOST_MS;
  let result = await attempt(reader, input);
  // The compiler and the collector work at any time: only what is slow twice is.
  if (result.ms > most) result = await attempt(reader, input);
  const row = rows.get(reader);
  if (!row) continue;
  row.tried++;
  if (result.accepted) row.accepted++;
  row.slowest = Math.max(row.slowest, result.ms);
  const finding = result.finding || (result.ms > most ? `took ${result.ms.toFixed(0)} ms` : "");
  if (finding === "") continue;
  findings++;
  if (++row.findings > SHOWN) continue;
  console.error(`FOUND ${reader.name}, seed ${seed}, case ${index}: ${finding}`);
  console.error(`  ${Buffer.from(input.subarray(0, 3000)).toString("base64")}`);
}
console.log("reader              tried   accepted   slowest ms   findings");
for (const [{ name }, row] of rows) {
  const slowest = row.slowest.toFixed(1).padStart(13);
  const numbers = `${String(row.tried).padStart(9)}${String(row.accepted).padStart(11)}${slowest}`;
  console.log(`${name.padEnd(16)}${numbers}${String(row.findings).padStart(11)}`);
}
console.log(`${count} inputs from case ${first}, seed ${seed}: ${findings} findings`);
process.exitCode = findings > 0 ? 1 : 0;
