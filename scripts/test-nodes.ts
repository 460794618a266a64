// Runs what must give the same bits in every Node: golden pixels, drawings, photographs and fingerprints of training, with
// other lines of Node than the one that runs this: npm run test:nodes.
import { spawnSync } from "node:child_process";
import { binaries, versionOf } from "../test/engines/binaries.ts";

const FILES = [
  "test/read/golden.test.ts",
  "test/data/fit.test.ts",
  "test/data/photo.test.ts",
  "test/data/strokes.test.ts",
  "test/golden/recipes.test.ts",
];

for (const engine of ["Node 22", "Node 24"] as const) {
  const version = await versionOf(engine);
  const begin = performance.now();
  const words = ["node_modules/vitest/vitest.mjs", "run", ...FILES];
  const { status } = spawnSync(binaries[engine], words, { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`Node ${version}: ${status === 0 ? "the same bits" : "FAILED"}, in ${seconds} s`);
}
