import type { Engine } from "../src/wasm/engine.ts";
import type { Kernels } from "../src/wasm/kernels.ts";

export interface KernelCall {
  readonly name: keyof Kernels;
  readonly args: readonly number[];
}

/** An engine that keeps the calls of its kernels. */
export function recordCalls(engine: Engine): { readonly engine: Engine; readonly calls: KernelCall[] } {
  const calls: KernelCall[] = [];
  const recording = Object.fromEntries(
    Object.entries(engine.kernels)
      .filter(([, kernel]) => typeof kernel === "function")
      .map(([name, kernel]) => [
        name,
        (...args: number[]) => {
          calls.push({ name: name as keyof Kernels, args });
          return (kernel as (...args: number[]) => unknown)(...args);
        },
      ]),
  );
  return { engine: { ...engine, kernels: recording as unknown as Kernels }, calls };
}

/** What a call works on, in words, and how many floating-point operations it needs. */
export function describeCall({ name, args }: KernelCall, f32: Float32Array): { shape: string; flops: number } {
  switch (name) {
    case "convPoolForward": {
      const [, , , , , N, , , C, R, P, PH, PW, K] = args;
      return {
        shape: `${N}x ${C}->${K} ${R}x${R} pool ${P} to ${PH}x${PW}`,
        flops: 2 * N * PH * PW * P * P * R * R * C * K,
      };
    }
    case "winogradPoolForward": {
      const [, , , , , , N, , , C, PH, PW, K] = args;
      // The operations that plain sums would need, so that the rate can be compared with theirs.
      return { shape: `${N}x ${C}->${K} 3x3 pool 3 to ${PH}x${PW}`, flops: 2 * N * PH * PW * 81 * C * K };
    }
    case "winogradSixForward": {
      const [, , , , , , N, , , C, R, P, PH, PW, K] = args;
      return {
        shape: `${N}x ${C}->${K} ${R}x${R} pool ${P} to ${PH}x${PW}`,
        flops: 2 * N * PH * PW * P * P * R * R * C * K,
      };
    }
    case "winogradSixFilters":
      return { shape: `${args[2]}->${args[3]} ${args[4]}x${args[4]}`, flops: 0 };
    case "winogradFilters":
      return { shape: `${args[2]}->${args[3]} 3x3`, flops: 0 };
    case "convPoolBackwardWeight": {
      const [, dz, , , , N, , , C, R, windows, K] = args;
      return { shape: `${N}x ${C}->${K} ${R}x${R}`, flops: 2 * active(f32, dz, N * windows * K) * R * R * C };
    }
    case "convPoolBackwardInput": {
      const [, dz, , , , N, , , C, R, PH, PW, K] = args;
      return { shape: `${N}x ${C}->${K} ${R}x${R}`, flops: 2 * active(f32, dz, N * PH * PW * K) * R * R * C };
    }
    case "denseForward": {
      const [, , , , N, I, O] = args;
      return { shape: `${N}x ${I}->${O}`, flops: 2 * N * I * O };
    }
    case "rowDistances": {
      const [, , , , n, D, M] = args;
      return { shape: `${n}x ${D}->${M}`, flops: 3 * n * D * M };
    }
    case "squaredDistances": {
      const [, , , n, D, M] = args;
      return { shape: `${n}x ${D}->${M}`, flops: 3 * n * D * M };
    }
    case "denseBackwardWeight": {
      const [, , , N, I, O] = args;
      return { shape: `${N}x ${I}->${O}`, flops: 2 * N * I * O };
    }
    case "averagePoolForward":
    case "averagePoolBackward": {
      const [, , N, , , C, rows, columns, S, OH, OW] = args;
      return { shape: `${N}x ${C} ${rows}x${columns} by ${S} to ${OH}x${OW}`, flops: N * OH * OW * rows * columns * C };
    }
    case "normaliseForward":
      return { shape: `${args[2]}x ${args[3]}`, flops: 3 * args[2] * args[3] };
    case "normaliseBackward":
      return { shape: `${args[4]}x ${args[5]}`, flops: 7 * args[4] * args[5] };
    case "copyRows":
      return { shape: `${args[2]}x ${args[3]}x${args[4]}`, flops: 0 };
    case "biasGradient":
      return { shape: `${args[2]}x ${args[3]}`, flops: args[2] * args[3] };
    case "adam":
      return { shape: `${args[4]}`, flops: 14 * args[4] };
    case "sumGradients":
      return { shape: `${args[2]} shards, ${args[4]}`, flops: 2 * args[2] * args[4] };
    case "gatherImages":
      return { shape: `${args[3]}x ${args[4]}`, flops: args[3] * args[4] };
    case "transpose":
      return { shape: `${args[2]}x${args[3]}`, flops: 0 };
    default:
      return { shape: `${args[2]}`, flops: 0 };
  }
}

function active(f32: Float32Array, at: number, count: number): number {
  let n = 0;
  for (let i = at / 4; i < at / 4 + count; i++) if (f32[i] !== 0) n++;
  return n;
}
