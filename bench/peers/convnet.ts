import { readFileSync } from "node:fs";
import convnetjs from "convnetjs";
import { answer } from "./protocol.ts";

await answer(async (files) => {
  const named = JSON.parse(readFileSync(files.weights, "utf8"));
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 28, out_sy: 28, out_depth: 1 },
    { type: "conv", sx: 3, filters: 8, stride: 1, pad: 0, activation: "relu" },
    { type: "pool", sx: 2, stride: 2 },
    { type: "conv", sx: 3, filters: 16, stride: 1, pad: 0, activation: "relu" },
    { type: "pool", sx: 3, stride: 3 },
    { type: "fc", num_neurons: 64, activation: "relu" },
    { type: "fc", num_neurons: 32, activation: "relu" },
    { type: "regression", num_neurons: 10 },
  ]);
  const names = ["conv1", "conv2", "lin1", "lin2", "lin3"];
  const layers = net.layers.filter((layer: { filters?: unknown }) => layer.filters);
  for (const [l, name] of names.entries()) {
    const { data, shape } = named[`${name}.weight`];
    const inputs = data.length / shape[0];
    for (const [o, filter] of layers[l].filters.entries()) {
      for (let i = 0; i < inputs; i++) {
        // Its volumes have the channel last; PyTorch's filters and flattened images have it first.
        const [C, side] = name.startsWith("conv") ? [shape[1], 3] : name === "lin1" ? [16, 3] : [inputs, 1];
        const to = name === "lin2" || name === "lin3" ? i : (i % (side * side)) * C + Math.floor(i / (side * side));
        filter.w[to] = data[o * inputs + i];
      }
      layers[l].biases.w[o] = named[`${name}.bias`].data[o];
    }
  }
  const bytes = readFileSync(files.images);
  const volumes = Array.from({ length: 64 }, (_, n) => {
    const volume = new convnetjs.Vol(28, 28, 1, 0);
    for (let i = 0; i < 784; i++) volume.w[i] = bytes[n * 784 + i] / 255;
    return volume;
  });
  return {
    embed(batch) {
      const result = new Float32Array(batch * 10);
      for (let n = 0; n < batch; n++) {
        const { w } = net.forward(volumes[n]);
        for (let k = 0; k < 10; k++) result[n * 10 + k] = w[k];
      }
      return result;
    },
  };
});
