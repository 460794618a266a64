import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { takeFraction } from "../../src/data/dataset.ts";
import { samplePairs } from "../../src/data/pairs.ts";
import { exportOnnx } from "../../src/formats/onnx.ts";
import { toStateDict } from "../../src/formats/pytorch.ts";
import { coreOf, createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { Random } from "../../src/random.ts";
import { PairStep } from "../../src/train/pair-step.ts";
import { median } from "../measure.ts";
import { peersChart } from "./chart.ts";
import type { Files } from "./protocol.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    only: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
    chart: { type: "string" },
  },
});
const say = values.json ? console.error : console.log;
const rounds = Number(values.rounds);
const here = new URL("./", import.meta.url).pathname;

const node = (file: string, ...args: string[]) => [process.execPath, "--import", "tsx", join(here, file), ...args];
// The system's own Python, where Debian's python3-torch is.
const python = (...args: string[]) => ["/usr/bin/python3", join(here, "pytorch.py"), ...args];
const FILES = "files";
const COMPETITORS: Readonly<Record<string, string[]>> = {
  "siamese-simd, 1 thread": node("ours.ts", FILES, "1"),
  "siamese-simd, 2 threads": node("ours.ts", FILES, "2"),
  "plain JavaScript": node("ours.ts", FILES, "1", "plain"),
  "PyTorch, 1 thread": python(FILES, "1"),
  "PyTorch, 1 thread, no oneDNN": python(FILES, "1", "native"),
  "PyTorch, 2 threads": python(FILES, "2"),
  "onnxruntime-node, 1 thread": node("onnxruntime.ts", FILES, "1", "node"),
  "onnxruntime-node, 2 threads": node("onnxruntime.ts", FILES, "2", "node"),
  "onnxruntime-web, 1 thread": node("onnxruntime.ts", FILES, "1", "web"),
  "onnxruntime-web, 2 threads": node("onnxruntime.ts", FILES, "2", "web"),
  "TensorFlow.js, wasm": node("tensorflow.ts", FILES, "1", "wasm"),
  "TensorFlow.js, cpu": node("tensorflow.ts", FILES, "1", "cpu"),
  ConvNetJS: node("convnet.ts", FILES, "1"),
};

/** A peer in its own process: one question, one answer. */
class Child {
  readonly name: string;
  embed = false;
  step = false;
  readonly #process;
  readonly #lines: AsyncIterableIterator<string>;

  constructor(name: string, [command, ...args]: string[]) {
    this.name = name;
    this.#process = spawn(command, args, {
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        ...process.env,
        OMP_NUM_THREADS: args.includes("2") ? "2" : "1",
        // What makes PyTorch fastest here: its own threads alone, and memory that is kept and not given back.
        OPENBLAS_NUM_THREADS: "1",
        // One thread is faster when none waits awake, two when they do.
        ...(args.includes("2") ? {} : { OMP_WAIT_POLICY: "passive" }),
        MALLOC_TRIM_THRESHOLD_: "1000000000",
        MALLOC_MMAP_THRESHOLD_: "1000000000",
      },
    });
    this.#process.on("error", () => {});
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async #answer(): Promise<Record<string, never>> {
    // Some libraries greet on standard output.
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`${this.name} ended.`);
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }

  async start(): Promise<boolean> {
    try {
      Object.assign(this, await this.#answer());
      return true;
    } catch {
      return false;
    }
  }

  ask(question: object): Promise<Record<string, never>> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    return this.#answer();
  }

  end(): void {
    this.#process.stdin.end();
    this.#process.kill();
  }
}

/** Files with weights that have been trained a little, 64 real images, and 32 pairs of them. */
async function writeFiles(folder: string): Promise<Files> {
  const data = takeFraction((await loadDefaultMnist()).train, 0.1);
  const network = await createNetwork();
  const training = new PairStep(network, data.images, { batch: 32 });
  for (let i = 0; i < 200; i++) training.run(samplePairs(data.labels, 32, Random.fromSeed(i)));
  const { left, right, same } = samplePairs(data.labels, 32, Random.fromSeed(1000));
  const named = Object.fromEntries(
    [...toStateDict(network.weights, coreOf(network).layers)].map(([name, { shape, data }]) => [
      name,
      { shape: [...shape], data: [...data] },
    ]),
  );
  const files = {
    weights: join(folder, "weights.json"),
    images: join(folder, "images.bin"),
    same: join(folder, "same.json"),
    onnx: join(folder, "model.onnx"),
  };
  writeFileSync(files.weights, JSON.stringify(named));
  const images = [...left, ...right].map((i) => data.images.subarray(i * 784, (i + 1) * 784));
  writeFileSync(files.images, Buffer.concat(images));
  writeFileSync(files.same, JSON.stringify([...same]));
  writeFileSync(files.onnx, await exportOnnx(network));
  return files;
}

/** Every peer must compute the same before it is timed. */
async function checkEqual(children: readonly Child[]): Promise<void> {
  const reference = children[0];
  const { embeddings } = (await reference.ask({ ask: "embeddings", batch: 64 })) as never as { embeddings: number[] };
  const losses: number[] = [];
  for (let i = 0; i < 3; i++) losses.push((await reference.ask({ ask: "loss" })).loss);
  for (const child of children.slice(1)) {
    if (child.embed) {
      const theirs = ((await child.ask({ ask: "embeddings", batch: 64 })) as never as { embeddings: number[] })
        .embeddings;
      const off = Math.max(...theirs.map((value, i) => Math.abs(value - embeddings[i])));
      if (!(theirs.length === 640 && off < 1e-4))
        throw new Error(`${child.name}: its embeddings are ${off} from ours.`);
    }
    if (child.step) {
      for (const [i, loss] of losses.entries()) {
        const theirs: number = (await child.ask({ ask: "loss" })).loss;
        if (!(Math.abs(theirs - loss) <= 1e-4 * loss))
          throw new Error(`${child.name}: loss ${i} is ${theirs}, ours ${loss}.`);
      }
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), "siamese-peers-"));
const children: Child[] = [];
try {
  const files = JSON.stringify(await writeFiles(folder));
  const wanted = values.only;
  for (const [name, command] of Object.entries(COMPETITORS)) {
    if (wanted && name !== "siamese-simd, 1 thread" && !wanted.some((part) => name.includes(part))) continue;
    const child = new Child(
      name,
      command.map((part) => (part === FILES ? files : part)),
    );
    if (await child.start()) children.push(child);
    else say(`${name}: cannot run here, left out`);
  }
  await checkEqual(children);
  say("Embeddings and losses of all are equal. Timing.");
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
  ];
  const rows = [];
  for (const { name, question, items, of } of tasks) {
    const times = new Map(children.filter(of).map((child) => [child, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const [child, list] of times) list.push((await child.ask(question)).us);
    }
    const ours = median([...times.values()][0]);
    for (const [child, list] of times) {
      const us = median(list);
      rows.push({ task: name, peer: child.name, us, per_second: (items / us) * 1e6, ours_is_faster: us / ours });
    }
  }
  const result = { machine: cpus()[0].model, node: process.version, rounds, rows };
  if (values.json) console.log(JSON.stringify(result, null, 2));
  say(`\n${result.machine}, Node ${result.node}; medians of ${rounds} rounds in turns`);
  say("task      peer                                 us    per second  times ours (1 thread)");
  for (const row of rows) {
    say(
      `${row.task.padEnd(9)} ${row.peer.padEnd(28)} ${row.us.toFixed(0).padStart(10)} ` +
        `${Math.round(row.per_second).toString().padStart(13)} ${row.ours_is_faster.toFixed(2).padStart(8)}`,
    );
  }
  if (values.chart) writeFileSync(values.chart, await peersChart(rows));
} finally {
  for (const child of children) child.end();
  rmSync(folder, { recursive: true });
}
