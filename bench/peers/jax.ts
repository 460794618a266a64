import { readFileSync } from "node:fs";
import { defaultDevice, init, type JsTree, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import type { Architecture } from "../../src/nn/architecture.ts";
import { answer } from "./protocol.ts";

type Arrays = Record<string, np.Array>;

const RATE = 0.001;
const BETA1 = 0.9;
const BETA2 = 0.999;

/** All k x k neighbours of each pixel as columns: its own `lax.conv` is ten times as slow as their product with the filters. */
function columns(x: np.Array, k: number): np.Array {
  const [count, height, width, channels] = x.shape;
  const [h, w] = [height - k + 1, width - k + 1];
  const parts = Array.from({ length: k * k }, (_, i) => {
    const [row, column] = [Math.floor(i / k), i % k];
    return x.ref.slice([], [row, row + h], [column, column + w], []);
  });
  x.dispose();
  return np.concatenate(parts, 3).reshape([count * h * w, k * k * channels]);
}

/** Images (N, height, width, channels) to embeddings; consumes both, as all of jax-js does. */
function forward(layers: Architecture["layers"], weights: Arrays, images: np.Array): np.Array {
  let x = images;
  let convolutions = 0;
  let dense = 0;
  for (const layer of layers) {
    if (layer.type === "conv") {
      convolutions++;
      const [count, height, width, channels] = x.shape;
      const { filters, kernelSize: k, pool = 1 } = layer;
      const [h, w] = [height - k + 1, width - k + 1];
      const filter = weights[`conv${convolutions}.weight`].transpose([2, 3, 1, 0]).reshape([k * k * channels, filters]);
      x = nn.relu(np.matmul(columns(x, k), filter).add(weights[`conv${convolutions}.bias`]));
      const [rows, across] = [Math.floor(h / pool), Math.floor(w / pool)];
      x = x.reshape([count, h, w, filters]).slice([], [0, rows * pool], [0, across * pool], []);
      x = np.max(x.reshape([count, rows, pool, across, pool, filters]), [2, 4]);
    } else if (layer.type === "dense") {
      dense++;
      // Channels first, as PyTorch flattens.
      if (x.shape.length === 4) x = x.transpose([0, 3, 1, 2]).reshape([x.shape[0], -1]);
      x = np.matmul(x, weights[`lin${dense}.weight`].transpose()).add(weights[`lin${dense}.bias`]);
      if (layer.relu) x = nn.relu(x);
    } else {
      throw new RangeError(`This peer has no layer ${layer.type}.`);
    }
  }
  return x;
}

function contrastive(embeddings: np.Array, same: np.Array): np.Array {
  const [left, right] = np.split(embeddings, 2, 0);
  const squared = np.square(left.sub(right).add(1e-6)).sum(1);
  const gap = nn.relu(np.array(2).sub(np.sqrt(squared.ref)));
  const other = np.array(1).sub(same.ref);
  const near = same.ref.mul(squared).sum().div(same.sum());
  return near.add(other.ref.mul(np.square(gap)).sum().div(other.sum()));
}

await answer(async (files) => {
  await init("wasm");
  defaultDevice("wasm");
  const { input, layers }: Architecture = JSON.parse(readFileSync(files.architecture, "utf8"));
  const named: Record<string, { shape: number[]; data: number[] }> = JSON.parse(readFileSync(files.weights, "utf8"));
  let weights: Arrays = Object.fromEntries(
    Object.entries(named).map(([name, { shape, data }]) => [name, np.array(Float32Array.from(data)).reshape(shape)]),
  );
  const zeros = (): Arrays =>
    Object.fromEntries(Object.entries(named).map(([name, { shape }]) => [name, np.zeros(shape)]));
  let moments: readonly [Arrays, Arrays] = [zeros(), zeros()];
  let [power1, power2] = [1, 1];
  const bytes = readFileSync(files.images);
  const { height, width, channels } = input;
  const inputs = new Map(
    [1, 64].map((batch) => {
      const pixels = Float32Array.from(bytes.subarray(0, batch * height * width * channels), (byte) => byte / 255);
      return [batch, np.array(pixels).reshape([batch, height, width, channels])] as const;
    }),
  );
  const images = (batch: number): np.Array => {
    const found = inputs.get(batch);
    if (!found) throw new RangeError(`No batch of ${batch}.`);
    return found.ref;
  };
  const same = np.array(Float32Array.from(JSON.parse(readFileSync(files.same, "utf8")) as number[]));

  const embed = jit((w: Arrays, x: np.Array) => forward(layers, w, x));
  const gradients = jit(
    valueAndGrad((w: Arrays, x: np.Array, labels: np.Array) => contrastive(forward(layers, w, x), labels)),
  );
  // Adam (Kingma and Ba, 2015, algorithm 1), whose bias corrections are numbers given from outside.
  const adam = jit((w: Arrays, g: Arrays, m: Arrays, v: Arrays, correction1: np.Array, correction2: np.Array) => {
    const next: [Arrays, Arrays, Arrays] = [{}, {}, {}];
    for (const name of Object.keys(w)) {
      const first = m[name].mul(BETA1).add(g[name].ref.mul(1 - BETA1));
      const second = v[name].mul(BETA2).add(np.square(g[name]).mul(1 - BETA2));
      const down = np.sqrt(second.ref.mul(correction2.ref)).add(1e-8);
      next[0][name] = w[name].sub(first.ref.mul(correction1.ref).mul(RATE).div(down));
      next[1][name] = first;
      next[2][name] = second;
    }
    correction1.dispose();
    correction2.dispose();
    return next satisfies JsTree<np.Array>;
  });
  return {
    embed: (batch) => {
      return embed(tree.ref(weights), images(batch)).dataSync() as Float32Array;
    },
    step: () => {
      const [loss, gradient] = gradients(tree.ref(weights), images(64), same.ref);
      power1 *= BETA1;
      power2 *= BETA2;
      const corrections = [np.array(1 / (1 - power1)), np.array(1 / (1 - power2))] as const;
      const [w, m, v] = adam(weights, gradient as Arrays, ...moments, ...corrections);
      weights = w;
      moments = [m, v];
      return loss.dataSync()[0];
    },
  };
});
