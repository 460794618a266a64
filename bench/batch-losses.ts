import { BatchLoss } from "../src/loss/batch-loss.ts";
import { multiSimilarity } from "../src/loss/multi-similarity.ts";
import { SimilarityLoss } from "../src/loss/similarity-loss.ts";
import { supervisedContrastive } from "../src/loss/supervised-contrastive.ts";
import { Random } from "../src/random.ts";
import { MAX_MEMORY_BYTES } from "../src/wasm/arena.ts";
import { type Backend, createEngine, type Engine } from "../src/wasm/engine.ts";
import { recordCalls } from "./kernel-calls.ts";
import { measureCall } from "./kernel-table.ts";
import { interleave } from "./measure.ts";

/** As in the recipe `symbols`: 20 classes of 8 images, embeddings of 64 numbers. */
const CLASSES = 20;
const IMAGES = 160;
const DIMENSION = 64;

const losses: Readonly<Record<string, (engine: Engine) => Pick<BatchLoss, "run">>> = {
  "multi-similarity": (engine) =>
    new SimilarityLoss(engine, IMAGES, DIMENSION, (similarities, stride, n, labels, slopes) =>
      multiSimilarity(similarities, stride, n, labels, slopes, { margin: 0.1 }),
    ),
  "supervised-contrastive": (engine) =>
    new SimilarityLoss(engine, IMAGES, DIMENSION, (similarities, stride, n, labels, slopes) =>
      supervisedContrastive(similarities, stride, n, labels, slopes, 0.1),
    ),
  "triplet, batch-hard": (engine) =>
    new BatchLoss(engine, IMAGES, DIMENSION, { loss: "triplet", mining: "batch-hard", margin: 0.2 }),
};

/**
 * Losses over a batch, with all that they do, and the kernels that they call for similarities or distances and for
 * gradients: the same loss on the scalar kernels must give the same bits.
 */
export async function batchLossTable(seconds: number) {
  const rows = [];
  for (const [name, create] of Object.entries(losses)) {
    const engineOf = (backend: Backend) =>
      createEngine({ backend, shared: false, maxMemory: MAX_MEMORY_BYTES, all: true });
    const [simdEngine, scalarEngine] = [await engineOf("wasm"), await engineOf("js")];
    // In a memory of its own, laid out as theirs.
    const { engine: recorder, calls } = recordCalls(await engineOf("wasm"));
    const [recorded, simd, scalar] = [recorder, simdEngine, scalarEngine].map((engine) =>
      onEmbeddings(engine, create(engine)),
    );
    recorded();
    if (simd() !== scalar()) throw new Error(`${name}: SIMD and scalar losses differ.`);
    const [us, scalarUs] = interleave([simd, scalar], seconds);
    const kernels = calls.map((call) => measureCall(call, simdEngine, scalarEngine, seconds));
    rows.push({ name, shape: `${IMAGES}x ${DIMENSION}`, us, scalar_us: scalarUs, kernels });
  }
  return rows;
}

/** Embeddings of length 1, nearer to their own class than to the others, as in the middle of a training. */
function onEmbeddings({ arena }: Engine, loss: Pick<BatchLoss, "run">): () => number {
  const random = Random.fromSeed(1);
  const embeddings = arena.allocateFloats(IMAGES * DIMENSION) / 4;
  const gradients = arena.allocateFloats(IMAGES * DIMENSION) / 4;
  const centres = Float64Array.from({ length: CLASSES * DIMENSION }, () => random.uniform() - 0.5);
  const { f32 } = arena.views;
  const at = Array.from({ length: IMAGES }, (_, i) => embeddings + i * DIMENSION);
  const labels = Uint8Array.from({ length: IMAGES }, (_, i) => i % CLASSES);
  for (const [i, begin] of at.entries()) {
    const numbers = Float64Array.from(
      { length: DIMENSION },
      (_, k) => centres[labels[i] * DIMENSION + k] + 0.6 * (random.uniform() - 0.5),
    );
    f32.set(
      numbers.map((number) => number / Math.hypot(...numbers)),
      begin,
    );
  }
  const dAt = at.map((begin) => begin - embeddings + gradients);
  return () => loss.run(at, dAt, DIMENSION, IMAGES, labels);
}

/** The table in words, a line a row. */
export function batchLossLines(rows: Awaited<ReturnType<typeof batchLossTable>>, ceiling: number): string[] {
  const line = (name: string, shape: string, us: number, gflops: number | undefined, ratio: number): string =>
    `${name.padEnd(26)} ${shape.padEnd(26)} ${us.toFixed(1).padStart(7)} ${(gflops?.toFixed(1) ?? "").padStart(8)} ` +
    `${gflops === undefined ? "".padStart(11) : `${((100 * gflops) / ceiling).toFixed(0).padStart(9)} %`}  ${ratio.toFixed(1).padStart(9)}`;
  return rows.flatMap((row) => [
    line(row.name, row.shape, row.us, undefined, row.scalar_us / row.us),
    ...row.kernels.map((kernel) => line(`  ${kernel.name}`, kernel.shape, kernel.us, kernel.gflops, kernel.ratio)),
  ]);
}
