import { type Architecture, defaultArchitecture } from "../src/nn/architecture.ts";
import { gradientScratch } from "../src/nn/layers/conv-pool.ts";
import { buildNetwork } from "../src/nn/network.ts";
import { Random } from "../src/random.ts";
import { type PairBatch, PairStep } from "../src/train/pair-step.ts";
import { MAX_MEMORY_BYTES } from "../src/wasm/arena.ts";
import { type Backend, createEngine, type Engine } from "../src/wasm/engine.ts";
import { describeCall, type KernelCall, recordCalls } from "./kernel-calls.ts";
import { interleave } from "./measure.ts";

/** A network with the layers that the default one has not. */
const otherLayers: Architecture = {
  ...defaultArchitecture,
  layers: [
    { type: "conv", filters: 8, kernelSize: 3, padding: "same", relu: true },
    { type: "average-pool", window: 2 },
    { type: "conv", filters: 16, kernelSize: 3, padding: "same", relu: true, pool: 2 },
    { type: "average-pool" },
    { type: "dense", units: 10 },
    { type: "normalise" },
  ],
};

const engineOf = (backend: Backend): Promise<Engine> =>
  createEngine({ backend, shared: false, maxMemory: MAX_MEMORY_BYTES, all: true });

/** Where a call's scratch memory begins and ends. */
function scratchOf({ name, args }: KernelCall): [number, number] {
  if (name === "convPoolBackwardWeight") {
    const [, , , , scratch, N, , , C, R, windows, K] = args;
    return [scratch, scratch + gradientScratch(R, C, K, N, windows)];
  }
  if (name === "convPoolBackwardInput") {
    const [, , , , scratch, N, , , C, R, PH, PW, K] = args;
    return [scratch, scratch + gradientScratch(R, C, K, N, PH * PW)];
  }
  if (name === "winogradPoolForward") {
    const [, , , , , scratch, , , , C, , PW, K] = args;
    return [scratch, scratch + 4 * (25 * PW * (C + K) + 5 * (3 * PW + 2) * C + 60)];
  }
  if (name === "winogradSixForward") {
    const [, , , , , scratch, , , , C, , , , , K] = args;
    return [scratch, scratch + 144 * (32 * (C + K) + C + 80)];
  }
  return [0, 0];
}

/** Replays one kernel call on the SIMD and the scalar kernels: bits compared first, then timed. */
export function measureCall(call: KernelCall, simd: Engine, scalar: Engine, seconds: number) {
  const run = ({ kernels }: Engine) => (kernels[call.name] as (...args: number[]) => unknown)(...call.args);
  const bytes = ({ arena }: Engine) => arena.views.u8;
  bytes(scalar).set(bytes(simd));
  run(simd);
  run(scalar);
  const scratch = scratchOf(call);
  for (const engine of [simd, scalar]) bytes(engine).fill(0, ...scratch);
  if (Buffer.compare(bytes(simd), bytes(scalar)) !== 0) throw new Error(`${call.name}: SIMD and scalar bits differ.`);
  const { shape, flops } = describeCall(call, simd.arena.views.f32);
  // A kernel runs some microseconds: twenty at a time give the clock something to see.
  const twenty = (engine: Engine) => () => {
    for (let i = 0; i < 20; i++) run(engine);
  };
  const [us, scalarUs] = interleave([twenty(simd), twenty(scalar)], seconds).map((time) => time / 20);
  return { name: call.name, shape, us, gflops: flops / us / 1000, ratio: scalarUs / us };
}

/** The kernels of a training step of the default network, then those that only other layers call. */
export async function kernelTable(images: Uint8Array, batches: readonly PairBatch[], seconds: number) {
  const rows: ReturnType<typeof measureCall>[] = [];
  for (const architecture of [defaultArchitecture, otherLayers]) {
    const stepOn = (engine: Engine): (() => number) => {
      const network = buildNetwork(engine, architecture, Random.fromSeed(1));
      const training = new PairStep(network, images, { batch: batches[0].left.length });
      let next = 0;
      return () => training.run(batches[next++ % batches.length]);
    };
    const { engine: recorder, calls } = recordCalls(await engineOf("wasm"));
    const recorded = stepOn(recorder);
    for (let i = 0; i < 20; i++) recorded();
    calls.length = 0;
    recorded();
    const simd = await engineOf("wasm");
    const scalar = await engineOf("js");
    const steps = [simd, scalar].map(stepOn);
    for (let i = 0; i < 21; i++) {
      const [a, b] = steps.map((step) => step());
      if (a !== b) throw new Error(`Step ${i + 1}: SIMD and scalar losses differ.`);
    }
    const known = new Set(rows.map(({ name }) => name));
    const distinct = new Map(
      calls.map((call) => [`${call.name} ${describeCall(call, recorder.arena.views.f32).shape}`, call]),
    );
    for (const call of distinct.values()) {
      if (!known.has(call.name)) rows.push(measureCall(call, simd, scalar, seconds));
    }
  }
  return rows;
}
