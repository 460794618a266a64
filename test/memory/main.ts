// Takes 100,000 image files through embed, search and dedupe, and watches how much memory each takes at most:
//   npm run test:memory [-- --count 100000]
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { Random } from "../../src/random.ts";

const { values } = parseArgs({ options: { count: { type: "string", default: "100000" } } });
const count = Number(values.count);
const MAX_MEGABYTES = 300;
/** Prints the most memory that a process had, when it ends. */
const METER = 'process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS, "KiB"));';

const folder = mkdtempSync(join(tmpdir(), "siamese-memory-"));
const place = join(folder, "images");
const path = (i: number) => join(place, String(i % 100).padStart(2, "0"), `image-${String(i).padStart(6, "0")}.png`);
let failed = false;

/** Runs a command of the built package. */
function run(what: string, ...args: string[]): void {
  const begin = performance.now();
  const meter = `data:text/javascript,${encodeURIComponent(METER)}`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", meter, "dist/bundle/cli.js", ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const megabytes = (Number(/peak (\d+) KiB/.exec(stderr)?.[1]) * 1024) / 1e6;
  const seconds = (performance.now() - begin) / 1000;
  const isRight = status === 0 && megabytes <= MAX_MEGABYTES;
  if (!isRight) failed = true;
  console.log(
    `${isRight ? "" : `FAILED (${status}, at most ${MAX_MEGABYTES} MB): `}${what}: ${count} images, ` +
      `${megabytes.toFixed(0)} MB resident at most, ${seconds.toFixed(0)} s`,
  );
  if (status !== 0) console.log(stderr.slice(-2000));
}

try {
  if (!existsSync("dist/bundle/cli.js")) throw new Error("Run npm run build first.");
  const random = Random.fromSeed(1);
  for (let i = 0; i < count; i++) {
    if (i < 100) mkdirSync(join(place, String(i).padStart(2, "0")), { recursive: true });
    // Blobs of light, all different.
    const [y, x, size] = [random.below(20), random.below(20), 2 + random.below(7)];
    const pixels = Uint8Array.from({ length: 784 }, (_, p) => {
      const [dy, dx] = [Math.floor(p / 28) - y, (p % 28) - x];
      return dy >= 0 && dx >= 0 && dy < size && dx < size ? 255 - random.below(100) : 0;
    });
    writeFileSync(path(i), await encodePng(pixels, 28, 28, 1));
  }
  const model = join(folder, "model.safetensors");
  writeFileSync(model, saveModel(await createNetwork({ seed: 2 })));
  const embed = ["embed", "--model", model, place, "--quiet"];
  for (const end of ["npy", "parquet", "jsonl"]) run(`embed to .${end}`, ...embed, "--out", join(folder, `e.${end}`));
  console.log(`the .parquet file has ${statSync(join(folder, "e.parquet")).size} bytes`);
  const html = join(folder, "sheet.html");
  run("search", "search", "--model", model, "--in", place, path(0), path(1), "--quiet", "--sheet", html);
  const index = join(folder, "e.npy");
  run("search in an index", "search", "--model", model, "--in", index, path(0), path(1), "--quiet");
  run("dedupe", "dedupe", "--model", model, place, "--threshold", "0.00001", "--quiet", "--json");
  const archive = join(folder, "images.zip");
  execFileSync("zip", ["-q", "-r", archive, "images"], { cwd: folder });
  run("embed from a ZIP archive", "embed", "--model", model, archive, "--quiet", "--out", index);
} finally {
  rmSync(folder, { recursive: true });
}
if (failed) process.exitCode = 1;
