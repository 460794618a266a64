import { readFileSync } from "node:fs";
import { ONNX_INPUT, ONNX_OUTPUT } from "../../src/formats/onnx.ts";
import { answer } from "./protocol.ts";

const web = process.argv[4] === "web";

await answer(async (files, threads) => {
  const ort = web ? await import("onnxruntime-web") : await import("onnxruntime-node");
  if (web) ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(files.onnx)), {
    executionProviders: [web ? "wasm" : "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
  });
  const bytes = readFileSync(files.images);
  const { height, width, channels } = JSON.parse(readFileSync(files.architecture, "utf8")).input;
  const inputs = new Map(
    [1, 64].map((batch) => {
      const values = bytes.subarray(0, batch * height * width * channels);
      return [batch, new ort.Tensor("uint8", values, [batch, height, width, channels])];
    }),
  );
  return {
    async embed(batch) {
      const { [ONNX_OUTPUT]: embeddings } = await session.run({ [ONNX_INPUT]: inputs.get(batch) });
      return embeddings.data as Float32Array;
    },
  };
});
