// Runs examples/lancedb from the packed package: LanceDB and DuckDB must find in our Parquet file what the exact scan finds.
// Apart from the other examples, since the databases take 200 MB.
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { saveModel } from "../src/formats/model.ts";
import { createNetwork } from "../src/nn/network.ts";
import { loadDefaultMnist } from "../src/node/read/default-dataset.ts";
import { writeImages } from "../test/support/image-folder.ts";
import { install, run, withTarball } from "./fresh-project.ts";

const COUNT = 6000;

await withTarball(async (work, tarball) => {
  const folder = join(work, "lancedb");
  await cp("examples/lancedb", folder, { recursive: true });
  await install(folder, tarball);
  const { train } = await loadDefaultMnist();
  const digit = (i: number) => train.images.subarray(i * 784, (i + 1) * 784);
  const digits = Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`${i}.png`, digit(i)]));
  await writeImages(join(folder, "photos"), digits, 28, 28);
  await writeFile(join(folder, "model.safetensors"), saveModel(await createNetwork({ seed: 2 })));
  const options = { cwd: folder, maxBuffer: 1 << 26 };
  const embed = ["embed", "--model", "model.safetensors", "photos", "--out", "embeddings.parquet", "--quiet"];
  await run("npx", ["siamese-simd", ...embed], options);
  const { stdout } = await run(process.execPath, ["index.js", "embeddings.parquet"], options);
  console.log(stdout.trim());
  const { images, lancedb, lancedbIvfPq, duckdb } = JSON.parse(stdout);
  if (images !== COUNT || lancedb !== 1 || duckdb !== 1 || !(lancedbIvfPq > 0.9)) {
    throw new Error("Expected the neighbours of the exact scan, and nine in ten of them by the approximate index.");
  }
});
