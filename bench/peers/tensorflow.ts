import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { answer } from "./protocol.ts";

const backend = process.argv[4];

await answer(async (files) => {
  if (backend === "wasm") {
    const require = createRequire(import.meta.url);
    setWasmPaths(`${require.resolve("@tensorflow/tfjs-backend-wasm").replace(/[^/]*$/, "")}`);
  }
  await tf.setBackend(backend);
  await tf.ready();
  const named = JSON.parse(readFileSync(files.weights, "utf8"));
  const variable = (name: string, order: number[]) =>
    tf.variable(tf.transpose(tf.tensor(named[name].data, named[name].shape), order)) as tf.Variable;
  // Channels last, as TensorFlow.js has them; the first dense layer takes channels first, as PyTorch flattens.
  const w = {
    conv1: variable("conv1.weight", [2, 3, 1, 0]) as tf.Tensor4D,
    conv2: variable("conv2.weight", [2, 3, 1, 0]) as tf.Tensor4D,
    lin1: variable("lin1.weight", [1, 0]) as tf.Tensor2D,
    lin2: variable("lin2.weight", [1, 0]) as tf.Tensor2D,
    lin3: variable("lin3.weight", [1, 0]) as tf.Tensor2D,
  };
  const b = Object.fromEntries(Object.keys(w).map((name) => [name, variable(`${name}.bias`, [0])]));
  const forward = (x: tf.Tensor4D): tf.Tensor2D => {
    let y = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, w.conv1, 1, "valid"), b.conv1)) as tf.Tensor4D, 2, 2, "valid");
    y = tf.maxPool(tf.relu(tf.add(tf.conv2d(y, w.conv2, 1, "valid"), b.conv2)) as tf.Tensor4D, 3, 3, "valid");
    let flat = tf.reshape(tf.transpose(y, [0, 3, 1, 2]), [-1, 144]) as tf.Tensor2D;
    flat = tf.relu(tf.add(tf.matMul(flat, w.lin1), b.lin1));
    flat = tf.relu(tf.add(tf.matMul(flat, w.lin2), b.lin2));
    return tf.add(tf.matMul(flat, w.lin3), b.lin3);
  };
  const bytes = readFileSync(files.images);
  const input = (begin: number, end: number) =>
    tf.tensor4d(
      Float32Array.from(bytes.subarray(begin * 784, end * 784), (byte) => byte / 255),
      [end - begin, 28, 28, 1],
    );
  const inputs = new Map([1, 64].map((batch) => [batch, input(0, batch)]));
  const embed = (batch: number) => {
    const y = tf.tidy(() => forward(inputs.get(batch) as tf.Tensor4D));
    const data = y.dataSync();
    y.dispose();
    return data;
  };
  // Its wasm backend has no gradient of a convolution's filter.
  if (backend === "wasm") return { embed };
  const same = tf.tensor1d(JSON.parse(readFileSync(files.same, "utf8")) as number[]);
  const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-8);
  return {
    embed,
    step() {
      const cost = optimizer.minimize(() => {
        const e = forward(inputs.get(64) as tf.Tensor4D);
        const d = tf.norm(tf.add(tf.sub(e.slice([0, 0], [32, 10]), e.slice([32, 0], [32, 10])), 1e-6), 2, 1);
        const gap = tf.relu(tf.sub(2, d));
        const near = tf.div(tf.sum(tf.mul(same, tf.square(d))), tf.sum(same));
        const far = tf.div(tf.sum(tf.mul(tf.sub(1, same), tf.square(gap))), tf.sum(tf.sub(1, same)));
        return tf.add(near, far) as tf.Scalar;
      }, true);
      const loss = (cost as tf.Scalar).dataSync()[0];
      cost?.dispose();
      return loss;
    },
  };
});
