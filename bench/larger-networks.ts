import { type Architecture, imageSizeOf } from "../src/nn/architecture.ts";
import { buildNetwork } from "../src/nn/network.ts";
import { Random } from "../src/random.ts";
import { PairStep } from "../src/train/pair-step.ts";
import { MAX_MEMORY_BYTES } from "../src/wasm/arena.ts";
import { createEngine } from "../src/wasm/engine.ts";
import { describeCall, type KernelCall, recordCalls } from "./kernel-calls.ts";
import { interleave } from "./measure.ts";

const PAIRS = 32;

/** A kernel with less of a step than this is left out. */
const LEAST_SHARE = 0.01;

/**
 * Where a training step of the larger networks goes: each kernel with its share of the time of all, microseconds a call
 * and GFLOP/s. On noise: no blank window to skip.
 */
export async function largerKernelTable(networks: Readonly<Record<string, Architecture>>, seconds: number) {
  const rows = [];
  for (const [name, architecture] of Object.entries(networks)) {
    const random = Random.fromSeed(7);
    const images = Uint8Array.from({ length: 2 * PAIRS * imageSizeOf(architecture) }, () => random.below(256));
    const numbers = Uint32Array.from({ length: PAIRS }, (_, i) => i);
    const pairs = { left: numbers, right: numbers.map((i) => i + PAIRS), same: numbers.map((i) => i & 1) };
    const { engine, calls } = recordCalls(
      await createEngine({ backend: "wasm", shared: false, maxMemory: MAX_MEMORY_BYTES, all: true }),
    );
    const training = new PairStep(buildNetwork(engine, architecture, Random.fromSeed(1)), images, { batch: PAIRS });
    training.run(pairs);
    calls.length = 0;
    training.run(pairs);
    const kinds = new Map<string, { call: KernelCall; times: number; flops: number; shape: string }>();
    for (const call of calls) {
      const { shape, flops } = describeCall(call, engine.arena.views.f32);
      const known = kinds.get(`${call.name} ${shape}`);
      if (known) known.times++;
      else kinds.set(`${call.name} ${shape}`, { call, times: 1, flops, shape });
    }
    calls.length = 0;
    const list = [...kinds.values()];
    const us = list.map(({ call: { name: kernel, args } }) => {
      const call = engine.kernels[kernel] as (...numbers: number[]) => unknown;
      // Filters that have not changed are not transformed again, and in training all change: each second call is given those
      // that lie a vector further on.
      const others = kernel === "winogradSixFilters" ? [args[0], args[1] + 16, ...args.slice(2)] : args;
      let turn = 0;
      const run = () => call(...(turn++ % 2 === 0 ? args : others));
      return interleave([run], seconds)[0];
    });
    calls.length = 0;
    const whole = us.reduce((sum, one, i) => sum + one * list[i].times, 0);
    for (const [i, { call, times, flops, shape }] of list.entries()) {
      const share = (us[i] * times) / whole;
      if (share < LEAST_SHARE) continue;
      rows.push({ network: name, name: call.name, shape, times, us: us[i], share, gflops: flops / us[i] / 1000 });
    }
  }
  return rows;
}
