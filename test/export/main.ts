// Runs exported networks where other people run them, on 1,000 images each: ONNX Runtime in Node and in WebAssembly, and
// PyTorch, by the lines of docs/using-a-model.md; the ONNX files are checked by the onnx package. All must give our
// embeddings to within 1e-5, and the trained network must judge pairs in PyTorch as it does here.
//   npm run test:export [-- --python none] [-- --fixtures test/fixtures/export]
// With --fixtures it writes what PyTorch said to the first images, and by which model.py, for `npm test` to compare with.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { exportHub } from "../../src/formats/hub.ts";
import { ONNX_INPUT, ONNX_OUTPUT } from "../../src/formats/onnx.ts";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { largestDifference } from "../support/fixtures.ts";
import { runSnippet, snippetsOf } from "../support/run-snippet.ts";
import { type ExportCase, findCases } from "./cases.ts";

const IMAGES = 1000;
const MAX_DIFFERENCE = 1e-5;
const FIXTURE_IMAGES = 4;
/** A pair in ten thousand may lie at the threshold itself. */
const MAX_PAIRS = 1e-4;

const { values } = parseArgs({
  options: { python: { type: "string", default: "/usr/bin/python3" }, fixtures: { type: "string" } },
});

/** What both runtimes have, as far as it is used here. */
interface Runtime {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly Tensor: new (type: string, data: Uint8Array, shape: readonly number[]) => object;
  readonly InferenceSession: {
    create(
      file: Uint8Array,
      options: object,
    ): Promise<{
      run(inputs: object): Promise<Record<string, { readonly data: Float32Array }>>;
      release(): Promise<void>;
    }>;
  };
}

// They are a peer of the bench: hundreds of megabytes that the project itself does without.
const require = createRequire(new URL("../../bench/peers/package.json", import.meta.url));
const runtimes: Record<string, Runtime> = {
  "onnxruntime-node": require("onnxruntime-node"),
  "onnxruntime-web": require("onnxruntime-web"),
};

const PEERS = "bench/peers/node_modules";

let failed = false;
function check(holds: boolean, line: string): void {
  if (!holds) failed = true;
  console.log(holds ? line : `FAILED: ${line}`);
}

function compare(what: string, got: ArrayLike<number>, want: Float32Array): void {
  const difference = largestDifference(got, want);
  check(
    difference <= MAX_DIFFERENCE,
    `${what}: largest difference ${difference.toExponential(1)} of at most ${MAX_DIFFERENCE}`,
  );
}

/** Writes the folder that a user would upload, and what check.py is to run it on. */
async function writeFolder(folder: string, { network, images, judged }: ExportCase): Promise<Uint8Array> {
  const files = await exportHub(network, { metadata: { recipe: "{}" } });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  writeFileSync(join(folder, "images.bin"), images);
  if (judged) {
    const { left, right, same } = judged.pairs;
    writeFileSync(join(folder, "pairs.bin"), new Uint8Array(Int32Array.of(...left, ...right, ...same).buffer));
  }
  return files.get("onnx/model.onnx") as Uint8Array;
}

async function runOnnx(file: Uint8Array, { name, network, images }: ExportCase, want: Float32Array): Promise<void> {
  const { height, width, channels } = network.architecture.input;
  for (const [runtime, ort] of Object.entries(runtimes)) {
    const options = { executionProviders: [runtime === "onnxruntime-web" ? "wasm" : "cpu"], intraOpNumThreads: 1 };
    if (runtime === "onnxruntime-web") ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(file, options);
    const run = async (count: number) => {
      const part = images.subarray(0, count * height * width * channels);
      const tensor = new ort.Tensor("uint8", part, [count, height, width, channels]);
      return (await session.run({ [ONNX_INPUT]: tensor }))[ONNX_OUTPUT].data;
    };
    compare(`${name}, ${runtime}, ${IMAGES} images`, await run(IMAGES), want);
    // Any number of images: the same file takes one.
    compare(`${name}, ${runtime}, one image`, await run(1), want.slice(0, network.dimension));
    await session.release();
  }
}

/** Runs the lines for ONNX Runtime of a model card, and those of docs/using-a-model.md, as they stand. */
async function runLines(folder: string, { name, network }: ExportCase): Promise<void> {
  const { height, width, channels } = network.architecture.input;
  const card = snippetsOf(join(folder, "README.md")).find((code) => code.includes("onnxruntime-node"));
  const work = mkdtempSync("build/export-");
  const numbersOf = (printed: string) =>
    /Float32Array\(\d+\) \[([^\]]*)\]/.exec(printed)?.[1].split(",").map(Number) ?? [];
  try {
    cpSync(join(folder, "onnx"), join(work, "onnx"), { recursive: true });
    const printed = await runSnippet(card ?? "", work, PEERS);
    compare(
      `${name}, the card's lines`,
      numbersOf(printed),
      network.embed(new Uint8Array(2 * height * width * channels)),
    );
    if (height !== 28 || width !== 28 || channels !== 1) return;
    const [, docs] = snippetsOf("docs/using-a-model.md");
    const pixels = Uint8Array.from({ length: 784 }, (_, i) => (i % 28 > 9 && i % 28 < 14 ? 240 : 0));
    writeFileSync(join(work, "a.png"), await encodePng(pixels, 28, 28, 1));
    copyFileSync(join(folder, "onnx/model.onnx"), join(work, "model.onnx"));
    rmSync(join(work, "node_modules"));
    const line = "the lines of docs/using-a-model.md";
    compare(`${name}, ${line}`, numbersOf(await runSnippet(docs, work, PEERS)), network.embed(pixels));
  } finally {
    rmSync(work, { recursive: true });
  }
}

function comparePython(folder: string, { name, judged }: ExportCase, want: Float32Array): void {
  const bytes = readFileSync(join(folder, "torch.bin"));
  const got = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  compare(`${name}, PyTorch, ${IMAGES} images`, got, want);
  if (judged) {
    const accuracy: number = JSON.parse(readFileSync(join(folder, "accuracy.json"), "utf8"));
    const ours = judged.quality.accuracy;
    const line = `${name}, PyTorch: judges ${accuracy * 100} % of pairs rightly, here ${ours * 100} %`;
    check(Math.abs(accuracy - ours) <= MAX_PAIRS && accuracy > 0.99, line);
  } else if (values.fixtures !== undefined) {
    mkdirSync(values.fixtures, { recursive: true });
    copyFileSync(join(folder, "model.py"), join(values.fixtures, `${name}.py`));
    const first = [...got.subarray(0, (got.length / IMAGES) * FIXTURE_IMAGES)];
    writeFileSync(join(values.fixtures, `${name}.json`), `${JSON.stringify(first)}\n`);
  }
}

const root = mkdtempSync(join(tmpdir(), "siamese-export-"));
try {
  const cases = await findCases(IMAGES);
  for (const each of cases) {
    const file = await writeFolder(join(root, each.name), each);
    await runOnnx(file, each, each.network.embed(each.images));
    await runLines(join(root, each.name), each);
  }
  if (values.python !== "none") {
    const folders = cases.map(({ name }) => join(root, name));
    execFileSync(values.python, [new URL("check.py", import.meta.url).pathname, ...folders], { stdio: "inherit" });
    for (const each of cases) comparePython(join(root, each.name), each, each.network.embed(each.images));
  }
} finally {
  rmSync(root, { recursive: true });
}
if (failed) process.exitCode = 1;
