// This library beside what one would use instead, with the same weights, images and pairs: npm run bench:peers.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "../measure.ts";
import { networks } from "../networks.ts";
import { peersChart, type Row } from "./chart.ts";
import { Child } from "./child.ts";
import { writeFiles } from "./write-files.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    network: { type: "string", multiple: true, default: Object.keys(networks) },
    only: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
    chart: { type: "string" },
  },
});
const say = values.json ? console.error : console.log;
const rounds = Number(values.rounds);
const here = new URL("./", import.meta.url).pathname;

interface Peer {
  readonly command: (files: string, threads: string) => string[];
  readonly threads: number;
  /** Whether it also takes part with the larger networks: what needs seconds for a step there, or was written for one, does not. */
  readonly larger: boolean;
}

const node =
  (file: string, ...args: string[]) =>
  (files: string, threads: string) => [process.execPath, "--import", "tsx", join(here, file), files, threads, ...args];
// The system's own Python, where Debian's python3-torch is.
const pytorch =
  (...args: string[]) =>
  (files: string, threads: string) => ["/usr/bin/python3", join(here, "pytorch.py"), files, threads, ...args];
const OURS = "siamese-simd, 1 thread";
const PEERS: Readonly<Record<string, Peer>> = {
  [OURS]: { command: node("ours.ts"), threads: 1, larger: true },
  "siamese-simd, 2 threads": { command: node("ours.ts"), threads: 2, larger: true },
  "plain JavaScript": { command: node("ours.ts", "plain"), threads: 1, larger: false },
  "PyTorch, 1 thread": { command: pytorch(), threads: 1, larger: true },
  "PyTorch, 1 thread, channels last": { command: pytorch("channels-last"), threads: 1, larger: true },
  "PyTorch, 1 thread, no oneDNN": { command: pytorch("native"), threads: 1, larger: false },
  "PyTorch, 2 threads": { command: pytorch(), threads: 2, larger: true },
  "PyTorch, 2 threads, channels last": { command: pytorch("channels-last"), threads: 2, larger: true },
  "onnxruntime-node, 1 thread": { command: node("onnxruntime.ts", "node"), threads: 1, larger: true },
  "onnxruntime-node, 2 threads": { command: node("onnxruntime.ts", "node"), threads: 2, larger: true },
  "onnxruntime-web, 1 thread": { command: node("onnxruntime.ts", "web"), threads: 1, larger: true },
  "onnxruntime-web, 2 threads": { command: node("onnxruntime.ts", "web"), threads: 2, larger: true },
  "jax-js, wasm": { command: node("jax.ts"), threads: 1, larger: false },
  "TensorFlow.js, wasm": { command: node("tensorflow.ts", "wasm"), threads: 1, larger: false },
  "TensorFlow.js, cpu": { command: node("tensorflow.ts", "cpu"), threads: 1, larger: false },
  ConvNetJS: { command: node("convnet.ts"), threads: 1, larger: false },
};

const PYTORCH_IN_FLOAT64: Peer = { command: pytorch("float64"), threads: 1, larger: true };

/** The embeddings of all images, then the losses of three steps. */
async function answersOf(child: Child): Promise<{ embeddings: readonly number[]; losses: readonly number[] }> {
  const embeddings: readonly number[] = child.embed
    ? (await child.ask({ ask: "embeddings", batch: 64 })).embeddings
    : [];
  const losses: number[] = [];
  for (let i = 0; child.step && i < 3; i++) losses.push((await child.ask({ ask: "loss" })).loss);
  return { embeddings, losses };
}

/**
 * Every peer must compute the same before it is timed: embeddings within 1e-4 of PyTorch's in float64 (relative to the
 * largest, or to 1), losses of three steps within 1e-4 of it; with larger networks 1e-3: Adam's first steps go by the
 * signs of gradients, some of which hang on the order of sums. (PyTorch's own in float32 are 4e-4 off there, ours 6e-5 at most.)
 */
async function checkEqual(children: readonly Child[], files: string, tolerance: number): Promise<void> {
  const judge = new Child("PyTorch in float64", PYTORCH_IN_FLOAT64.command(files, "1"), 1);
  try {
    const peers = (await judge.start()) ? children : children.slice(1);
    const expected = await answersOf(peers === children ? judge : children[0]);
    const largest = expected.embeddings.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    for (const child of peers) {
      const { embeddings, losses } = await answersOf(child);
      const off = Math.max(0, ...embeddings.map((value, i) => Math.abs(value - expected.embeddings[i]))) / largest;
      if (child.embed && !(embeddings.length === expected.embeddings.length && off < 1e-4))
        throw new Error(`${child.name}: its embeddings are ${off} off.`);
      const lossesOff = Math.max(0, ...losses.map((loss, i) => Math.abs(loss / expected.losses[i] - 1)));
      if (!(lossesOff < tolerance)) throw new Error(`${child.name}: its losses ${losses} are ${lossesOff} off.`);
      say(`${child.name}: embeddings ${off.toExponential(1)} off, losses ${lossesOff.toExponential(1)}`);
    }
  } finally {
    judge.end();
  }
}

const tasks = [
  { name: "step", question: { ask: "step", milliseconds: 150 }, items: 32, of: (child: Child) => child.step },
  {
    name: "embed 1",
    question: { ask: "embed", batch: 1, milliseconds: 80 },
    items: 1,
    of: (child: Child) => child.embed,
  },
  {
    name: "embed 64",
    question: { ask: "embed", batch: 64, milliseconds: 80 },
    items: 64,
    of: (child: Child) => child.embed,
  },
] as const;

async function compare(network: string): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "siamese-peers-"));
  const children: Child[] = [];
  try {
    const files = JSON.stringify(await writeFiles(folder, networks[network]));
    for (const [name, { command, threads, larger }] of Object.entries(PEERS)) {
      if (network !== "default" && !larger) continue;
      if (values.only && name !== OURS && !values.only.some((part) => name.includes(part))) continue;
      const child = new Child(name, command(files, String(threads)), threads);
      children.push(child);
      if (!(await child.start())) {
        children.pop();
        say(`${name}: cannot run here, left out`);
      }
    }
    say(`${network}: what each computes, beside PyTorch in float64`);
    await checkEqual(children, files, network === "default" ? 1e-4 : 1e-3);
    const rows: Row[] = [];
    for (const { name, question, items, of } of tasks) {
      const times = new Map(children.filter(of).map((child) => [child, [] as number[]]));
      for (let round = 0; round < rounds; round++) {
        for (const [child, list] of times) list.push((await child.ask(question)).us);
      }
      const ours = median([...times.values()][0]);
      for (const [child, list] of times) {
        const us = median(list);
        rows.push({
          network,
          task: name,
          peer: child.name,
          us,
          per_second: (items / us) * 1e6,
          ours_is_faster: us / ours,
        });
      }
    }
    return rows;
  } finally {
    for (const child of children) child.end();
    rmSync(folder, { recursive: true });
  }
}

for (const name of values.network) {
  if (!Object.hasOwn(networks, name))
    throw new RangeError(`--network is one of ${Object.keys(networks).join(", ")}, got ${JSON.stringify(name)}`);
}
const rows: Row[] = [];
for (const network of values.network) {
  rows.push(...(await compare(network)));
}
const result = { machine: cpus()[0].model, node: process.version, rounds, rows };
if (values.json) console.log(JSON.stringify(result, null, 2));
say(`\n${result.machine}, Node ${result.node}; medians of ${rounds} rounds in turns`);
say("network    task      peer                                    us    per second  times ours (1 thread)");
for (const row of rows) {
  say(
    `${row.network.padEnd(10)} ${row.task.padEnd(9)} ${row.peer.padEnd(33)} ${row.us.toFixed(0).padStart(8)} ` +
      `${Math.round(row.per_second).toString().padStart(13)} ${row.ours_is_faster.toFixed(2).padStart(8)}`,
  );
}
if (values.chart) writeFileSync(values.chart, await peersChart(rows));
