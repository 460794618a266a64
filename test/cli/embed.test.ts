import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, describe, expect, it } from "vitest";
import { fingerprint, saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { readNpy } from "../../src/read/npy.ts";
import { makeZip } from "../read/zip-file.ts";
import { COMMAND_LINE, type Outcome, runCommand } from "../support/command-line.ts";
import { writeImages } from "../support/image-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-embed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const network = await createNetwork({ seed: 2 });
const model = join(folder, "model.safetensors");
writeFileSync(model, saveModel(network));
const { train } = await loadDefaultMnist();
const COUNT = 70;
const digits = join(folder, "digits");
const files = Array.from({ length: COUNT }, (_, i) => ({
  // A name that CSV must quote among them.
  name: `digits/${train.labels[i]}/${i === 3 ? 'a "b", c' : i}.png`,
  pixels: train.images.subarray(i * 784, (i + 1) * 784),
}));
await writeImages(folder, Object.fromEntries(files.map(({ name, pixels }) => [name, pixels])), 28, 28);
writeFileSync(join(digits, "Thumbs.db"), "no image");
// What each image is to get, in the order of the paths.
const expected = files
  .map(({ name, pixels }) => ({ image: join(folder, name), embedding: [...network.embed(pixels)] }))
  .sort((a, b) => (a.image < b.image ? -1 : 1));

const run = (...args: string[]): Promise<Outcome> => runCommand("embed", "--model", model, ...args);
const bytesOf = (path: string) => new Uint8Array(readFileSync(path));

describe("embed writes every image's embedding once, under its name", () => {
  it("as CSV and JSON on standard output, and says what it left out", async () => {
    const { stdout, stderr, code } = await run(digits);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "1 file left out, no images\n" });
    const [header, ...lines] = stdout.trimEnd().split("\n");
    expect(header).toBe("image,e0,e1,e2,e3,e4,e5,e6,e7,e8,e9");
    const rows = expected.map(({ image, embedding }) =>
      [image.includes('"') ? `"${image.replaceAll('"', '""')}"` : image, ...embedding].join(),
    );
    expect(lines).toEqual(rows);
    expect(JSON.parse((await run(digits, "--json")).stdout)).toEqual(expected);
  });

  it("the same with several threads, which embed where images are many", async () => {
    const four = [digits, digits, digits, digits];
    const [one, three] = await Promise.all(["1", "3"].map((threads) => run(...four, "--threads", threads, "--quiet")));
    expect(one.stdout.trimEnd().split("\n")).toHaveLength(4 * COUNT + 1);
    expect(three).toEqual(one);
  });

  it("as JSON lines", async () => {
    const out = join(folder, "e.jsonl");
    const { stdout } = await run(digits, "--out", out, "--json", "--quiet");
    expect(JSON.parse(stdout)).toEqual({
      files: [out],
      images: COUNT,
      dimension: 10,
      fingerprint: await fingerprint(network),
      unreadable: [],
    });
    const lines = readFileSync(out, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
  });

  it("as .npy, with the names beside it", async () => {
    const out = join(folder, "e.npy");
    expect((await run(digits, "--out", out)).code).toBe(0);
    const { shape, data } = readNpy(bytesOf(out), "e.npy");
    expect([...shape]).toEqual([COUNT, 10]);
    expect([...data].map(Number)).toEqual(expected.flatMap(({ embedding }) => embedding));
    const { names, fingerprint: print } = JSON.parse(readFileSync(join(folder, "e.names.json"), "utf8"));
    expect(names).toEqual(expected.map(({ image }) => image));
    expect(print).toBe(await fingerprint(network));
  });

  it("as Parquet", async () => {
    const out = join(folder, "e.parquet");
    expect((await run(digits, "--out", out)).code).toBe(0);
    expect(await parquetReadObjects({ file: bytesOf(out).buffer as ArrayBuffer })).toEqual(expected);
  });
});

it("takes a ZIP archive, and paths from standard input", async () => {
  // In another order than by path.
  const parts = files.map(({ name }) => ({ name, data: readFileSync(join(folder, name)) }));
  writeFileSync(join(folder, "digits.zip"), makeZip(parts));
  const { stdout } = await run(join(folder, "digits.zip"), "--json");
  const inside = JSON.parse(stdout).map(({ embedding }: { embedding: number[] }) => embedding);
  expect(inside).toEqual(expected.map(({ embedding }) => embedding));
  const paths = expected.slice(0, 3).map(({ image }) => image);
  const printed = execFileSync("node", [...COMMAND_LINE, "embed", "--model", model, "-", "--json"], {
    input: paths.join("\n"),
  });
  expect(JSON.parse(String(printed))).toEqual(expected.slice(0, 3));
});

it("shows a bar on a terminal, and none if quiet or where there is no terminal", async () => {
  const onTerminal = (...args: string[]): string => {
    const words = [
      "node",
      ...COMMAND_LINE,
      "embed",
      "--model",
      model,
      digits,
      "--out",
      join(folder, "bar.csv"),
      ...args,
    ];
    const command = words.map((word) => `'${word}'`).join(" ");
    // A terminal for a program that looks for one (util-linux).
    const env = { ...process.env, TERM: "xterm" };
    return execFileSync("script", ["-qec", command, "/dev/null"], { env, encoding: "utf8" });
  };
  expect(onTerminal()).toMatch(new RegExp(`% +\\d+ of ${COUNT} images`));
  expect(onTerminal("--shards", "5", "--out", join(folder, "bar"))).toMatch(
    /% +\d of 5 shards +\d+ workers +\S+( s)? left/,
  );
  expect(onTerminal("--quiet")).not.toContain(`of ${COUNT} images`);
  expect((await run(digits)).stderr).not.toContain(`of ${COUNT} images`);
});

describe("files that cannot be read", () => {
  const broken = join(folder, "broken");
  const sound = files[0].pixels;

  it("end the run with a list of them and no file, or are left out and counted", async () => {
    await writeImages(broken, { "a.png": sound, "b.png": sound, "c.png": sound }, 28, 28);
    writeFileSync(join(broken, "b.png"), readFileSync(join(broken, "a.png")).subarray(0, 60));
    writeFileSync(join(broken, "c.png"), "GIF89a");
    const out = join(broken, "e.npy");
    const { code, stderr } = await run(broken, "--out", out);
    expect(code).toBe(1);
    const [first, ...details] = stderr.trimEnd().split("\n");
    expect(first).toContain("2 of 3 image files cannot be read");
    expect(details.map((line) => line.trim().slice(0, join(broken, "b.png").length))).toEqual([
      join(broken, "b.png"),
      join(broken, "c.png"),
    ]);
    expect(readdirSync(broken).sort()).toEqual(["a.png", "b.png", "c.png"]);
    const skipped = await run(broken, "--out", out, "--skip-unreadable", "--json");
    expect(skipped.code).toBe(0);
    expect(JSON.parse(skipped.stdout)).toMatchObject({
      images: 1,
      unreadable: [expect.any(String), expect.any(String)],
    });
    expect([...readNpy(bytesOf(out), "e.npy").shape]).toEqual([1, 10]);
  });

  it("a path with nothing, and a name of another kind, are said in one line", async () => {
    const missing = join(folder, "missing");
    expect(await run(missing)).toEqual({ code: 1, stdout: "", stderr: `error: ${missing}: no such file.\n` });
    const { code, stderr } = await run(digits, "--out", "embeddings.xlsx");
    expect(code).toBe(2);
    expect(stderr).toContain("expected a name ending in .csv, .jsonl, .npy, .parquet, or --shards.");
  });
});
