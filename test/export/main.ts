// Runs exported networks where other people run them, on 1,000 images each: ONNX Runtime in Node and in WebAssembly, and
// PyTorch; the ONNX files are checked by the onnx package. All must give our embeddings to within 1e-5.
//   npm run test:export [-- --python none] [-- --fixtures test/fixtures/export]
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { exportHub } from "../../src/formats/hub.ts";
import { ONNX_INPUT, ONNX_OUTPUT } from "../../src/formats/onnx.ts";
import { exportArchitectures, exportImages, exportNetwork } from "../support/export-networks.ts";
import { largestDifference } from "../support/fixtures.ts";

const IMAGES = 1000;
const MOST = 1e-5;

// With --fixtures it writes what PyTorch said to the first images, and by which model.py, for `npm test` to compare with.
const { values } = parseArgs({
  options: { python: { type: "string", default: "/usr/bin/python3" }, fixtures: { type: "string" } },
});
const FIXTURE_IMAGES = 4;
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

const root = mkdtempSync(join(tmpdir(), "siamese-export-"));
let failed = false;
function report(what: string, got: ArrayLike<number>, want: Float32Array): void {
  const difference = largestDifference(got, want);
  if (!(difference <= MOST)) failed = true;
  console.log(`${what}: ${IMAGES} images, largest difference ${difference.toExponential(1)}`);
}

try {
  const expected = new Map<string, Float32Array>();
  for (const [name, architecture] of Object.entries(exportArchitectures)) {
    const network = await exportNetwork(architecture);
    const images = exportImages(architecture, IMAGES);
    const embeddings = network.embed(images);
    const files = await exportHub(network, { metadata: { recipe: "{}" } });
    const folder = join(root, name);
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    writeFileSync(join(folder, "images.bin"), images);
    expected.set(folder, embeddings);
    const { height, width, channels } = architecture.input;
    for (const [runtime, ort] of Object.entries(runtimes)) {
      const options = { executionProviders: [runtime === "onnxruntime-web" ? "wasm" : "cpu"], intraOpNumThreads: 1 };
      if (runtime === "onnxruntime-web") ort.env.wasm.numThreads = 1;
      const session = await ort.InferenceSession.create(files.get("onnx/model.onnx") as Uint8Array, options);
      const run = async (count: number) => {
        const part = images.subarray(0, count * height * width * channels);
        const tensor = new ort.Tensor("uint8", part, [count, height, width, channels]);
        return (await session.run({ [ONNX_INPUT]: tensor }))[ONNX_OUTPUT].data;
      };
      report(`${name}, ${runtime}`, await run(IMAGES), embeddings);
      // Any number of images: the same file takes one.
      report(`${name}, ${runtime}, one at a time`, await run(1), embeddings.slice(0, network.dimension));
      await session.release();
    }
  }
  if (values.python !== "none") {
    const script = new URL("check.py", import.meta.url).pathname;
    execFileSync(values.python, [script, ...expected.keys()], { stdio: "inherit" });
    for (const [folder, embeddings] of expected) {
      const bytes = readFileSync(join(folder, "torch.bin"));
      const got = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      const name = basename(folder);
      report(`${name}, PyTorch`, got, embeddings);
      if (values.fixtures === undefined) continue;
      mkdirSync(values.fixtures, { recursive: true });
      copyFileSync(join(folder, "model.py"), join(values.fixtures, `${name}.py`));
      const first = [...got.subarray(0, (got.length / IMAGES) * FIXTURE_IMAGES)];
      writeFileSync(join(values.fixtures, `${name}.json`), `${JSON.stringify(first)}\n`);
    }
  }
} finally {
  rmSync(root, { recursive: true });
}
if (failed) {
  console.error(`FAILED: expected differences of at most ${MOST}.`);
  process.exitCode = 1;
}
