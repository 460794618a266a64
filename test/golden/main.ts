// Trains every recipe to its end, with one thread and with two, and compares the weights with those of long ago.
import { fingerprint } from "../../src/formats/model.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { train } from "../../src/run/train.ts";
import { golden, goldenDigits, goldenNames } from "./recipes.ts";

const { dataset } = await goldenDigits();
for (const recipe of goldenNames) {
  // One thread takes too long for it, and test/golden/recipes.test.ts has its first steps with one.
  for (const threads of recipe === "symbols" ? [2] : [1, 2]) {
    const begin = performance.now();
    const network = await train({ dataset, recipe, threads: { threads, spawn: spawnNodeWorker } }).finish();
    network.close();
    const found = await fingerprint(network);
    const right = found === golden[recipe].whole;
    console.log(
      `${recipe}, ${threads} thread${threads === 1 ? "" : "s"}: ${found}${right ? "" : ", expected another"}, ` +
        `${((performance.now() - begin) / 1000).toFixed(0)} s`,
    );
    if (!right) process.exitCode = 1;
  }
}
