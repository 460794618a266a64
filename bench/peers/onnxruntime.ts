import { readFileSync } from "node:fs";
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
  const inputs = new Map(
    [1, 64].map((batch) => {
      const pixels = Float32Array.from(bytes.subarray(0, batch * 784), (byte) => byte / 255);
      return [batch, new ort.Tensor("float32", pixels, [batch, 1, 28, 28])];
    }),
  );
  return {
    async embed(batch) {
      const { y } = await session.run({ x: inputs.get(batch) });
      return y.data as Float32Array;
    },
  };
});
