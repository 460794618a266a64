import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/formats/hash.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { COMMAND_LINE, type Outcome, runCommand as run } from "../support/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-simd-"));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path(name), content);
  return path(name);
};

const { train } = await loadDefaultMnist();
const digit = (n: number) => train.images.subarray(n * 784, (n + 1) * 784);

/** A PNG of one image, each pixel `scale` pixels wide. */
function digitPng(n: number, scale = 1): Uint8Array {
  const side = 28 * scale;
  const png = new PNG({ width: side, height: side });
  for (let i = 0; i < side * side; i++) {
    const value = digit(n)[Math.floor(i / side / scale) * 28 + Math.floor((i % side) / scale)];
    png.data.set([value, value, value, 255], i * 4);
  }
  return PNG.sync.write(png);
}

const csvRow = (n: number) => [...digit(n)].join();

describe("a run from the command line", () => {
  const out = path("run");
  let summary: Record<string, never> & { fingerprint: string; heldOut: { accuracy: number; auc: number } };
  let trained: Outcome;

  beforeAll(async () => {
    trained = await run("train", "--recipe", "notebook", "--epochs", "1", "--out", out, "--json");
    summary = JSON.parse(trained.stdout);
  }, 60_000);

  it("ends well, with JSON alone on standard output and every file in the run folder", () => {
    expect(trained.code).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      "Siamese_loss.png",
      "Siamese_test.png",
      "checkpoint.safetensors",
      "metrics.jsonl",
      "model.safetensors",
      "summary.json",
    ]);
    expect(summary.heldOut.accuracy).toBeGreaterThan(0.85);
    expect(trained.stderr).toContain(summary.fingerprint);
  });

  it("writes a line a step and a line an epoch", () => {
    const lines = readFileSync(join(out, "metrics.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(626);
    expect(lines[0]).toEqual({ step: 1, loss: expect.any(Number) });
    expect(lines[625]).toMatchObject({ epoch: 1, step: 625, heldOut: { auc: expect.any(Number) } });
  });

  it("prints the fingerprint of the model file's data section", async () => {
    const model = readFileSync(join(out, "model.safetensors"));
    const data = model.subarray(8 + Number(model.readBigUInt64LE(0)));
    expect(await sha256(new Uint8Array(data))).toBe(summary.fingerprint);
  });

  it("--recipe seed says the recipe's new name in one line, and trains it", async () => {
    const old = await run("train", "--recipe", "seed", "--epochs", "1", "--out", path("old-name"), "--json", "--quiet");
    const said = await run("train", "--recipe", "seed", "--out", out);
    expect(said.stderr.split("\n").filter((line) => line.includes("--recipe seed"))).toEqual([
      '--recipe seed: this recipe is called "notebook" now.',
    ]);
    expect(JSON.parse(old.stdout).fingerprint).toBe(summary.fingerprint);
  });

  it("is not overwritten without --force", async () => {
    const before = readFileSync(join(out, "summary.json"), "utf8");
    const again = await run("train", "--epochs", "1", "--out", out);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("--force");
    expect(readFileSync(join(out, "summary.json"), "utf8")).toBe(before);
  });

  it("compares two pictures: a distance, and 1 or 0; a larger picture is scaled, with a note", async () => {
    const model = join(out, "model.safetensors");
    const a = file("a.png", digitPng(0));
    const b = file("b.png", digitPng(0, 2));
    const equal = await run("compare", "--model", model, a, a);
    expect(equal).toMatchObject({ code: 0, stdout: "0.0000 1\n" });
    const scaled = await run("compare", "--model", model, a, b);
    expect(scaled).toMatchObject({ code: 0, stdout: "0.0000 1\n" });
    expect(scaled.stderr).toContain("b.png: 56x56, scaled to 28x28");
    const different = JSON.parse(
      (await run("compare", "--model", model, a, file("c.png", digitPng(1)), "--json")).stdout,
    );
    expect(different).toMatchObject({ same: 0, distance: expect.any(Number) });
  });

  it("reads a CSV whose header numbers the columns, and says so", async () => {
    const header = Array.from({ length: 784 }, (_, i) => i).join();
    const rows = Array.from({ length: 400 }, (_, i) => csvRow(i));
    const images = file("numbered.csv", `${[header, ...rows].join("\n")}\n`);
    const labels = file("numbered-labels.csv", `label\n${[...train.labels.subarray(0, 400)].join("\n")}\n`);
    const pairs = file("two.csv", "left,right,same\n0,1,0\n2,3,1\n");
    const args = ["--images", images, "--labels", labels, "--pairs", pairs, "--fraction", "1", "--epochs", "1"];
    const outcome = await run("train", ...args, "--out", path("numbered"), "--json");
    expect(outcome.stderr).toContain("numbered.csv: first row is a header");
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ steps: 1 });
  });

  it("is evaluated again to the same figures", async () => {
    const { stdout } = await run("evaluate", "--model", join(out, "model.safetensors"), "--json");
    expect(JSON.parse(stdout)).toMatchObject(summary.heldOut);
  });
});

it("trains the layers of an architecture file, and its model is evaluated and made again", async () => {
  const out = path("layers");
  const architecture = {
    input: { height: 28, width: 28, channels: 1 },
    layers: [
      { type: "conv", filters: 4, kernelSize: 5, padding: "same", relu: true, pool: 2 },
      { type: "average-pool", window: 3, stride: 2 },
      { type: "conv", filters: 8, kernelSize: 3, padding: "same", relu: true },
      { type: "average-pool" },
      { type: "dense", units: 6 },
    ],
  };
  const layers = file("layers.json", JSON.stringify(architecture));
  const args = ["train", "--recipe", "quick", "--epochs", "1", "--architecture", layers, "--out", out, "--json"];
  const summary = JSON.parse((await run(...args)).stdout);
  // The recipe looks at the image's middle.
  const { input } = architecture;
  expect(summary.configuration.architecture).toEqual({ ...architecture, input: { ...input, centred: true } });
  expect(summary.parameters).toBe(4 * 26 + 8 * 37 + 6 * 9);
  const evaluated = await run("evaluate", "--model", join(out, "model.safetensors"), "--json");
  expect(JSON.parse(evaluated.stdout).accuracy).toBe(summary.heldOut.accuracy);
  expect((await run("verify", join(out, "summary.json"))).stdout).toContain(`The same bits: ${summary.fingerprint}`);
}, 120_000);

it("ends quietly where the reader of its output has had enough", async () => {
  const { stderr } = await promisify(execFile)("bash", [
    "-c",
    `set -o pipefail; "${process.execPath}" ${COMMAND_LINE.join(" ")} train --help | true`,
  ]);
  expect(stderr).toBe("");
});

describe("bad input gets one clear line, an exit code, and no run folder", () => {
  const good = () => file("good.csv", `${[csvRow(0), csvRow(1), csvRow(2)].join("\n")}\n`);
  const cases: [string, number, () => string[], string][] = [
    ["an unknown flag", 2, () => ["train", "--frobnicate"], "--frobnicate"],
    ["--batch 0", 2, () => ["train", "--batch", "0"], "--batch"],
    ["an odd batch", 2, () => ["train", "--recipe", "notebook", "--batch", "31"], "even"],
    ["lr NaN", 2, () => ["train", "--lr", "NaN"], "--lr"],
    ["a missing file", 1, () => ["train", "--images", path("none.csv")], "none.csv: no such file"],
    ["a missing model", 1, () => ["compare", "--model", path("none"), "a.png", "b.png"], "none: no such file"],
    [
      "an architecture with a window wider than its image",
      1,
      () => {
        const input = { height: 28, width: 28, channels: 1 };
        const layers = [
          { type: "average-pool", window: 30 },
          { type: "dense", units: 4 },
        ];
        return ["train", "--architecture", file("wide.json", JSON.stringify({ input, layers }))];
      },
      "wide.json: the architecture is unusable: pool1: an input of 28x28x1 is too small for a 30x30 window.",
    ],
    [
      "a short row",
      1,
      () => ["train", "--images", file("short.csv", `${csvRow(0)}\n${csvRow(1).slice(2)}\n`), "--labels", good()],
      "short.csv row 2: expected 784 values, got 783",
    ],
    [
      "a label out of range",
      1,
      () => ["train", "--images", good(), "--labels", file("labels.csv", "label\n5\n10\n4\n"), "--class-count", "10"],
      'labels.csv row 3: expected a label from 0 to 9, got "10"',
    ],
    [
      "too few labels",
      1,
      () => ["train", "--images", good(), "--labels", file("few.csv", "5\n0\n")],
      "few.csv: expected 3 labels",
    ],
    [
      "an empty file",
      1,
      () => ["train", "--images", file("empty.csv", ""), "--labels", good()],
      "empty.csv: the file is empty",
    ],
    [
      "a class with one image",
      2,
      () => ["train", "--images", good(), "--labels", file("three.csv", "5\n5\n4\n"), "--fraction", "1"],
      'expected at least 2 images of each class, to make pairs of, got 1 of class "4".',
    ],
    [
      "a truncated IDX file",
      1,
      () => {
        const idx = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3]);
        return ["train", "--images", file("cut-idx", idx), "--labels", good()];
      },
      "cut-idx: expected 1584 bytes for 2 images of 28x28, got 19",
    ],
    [
      "a wrong magic number",
      1,
      () => [
        "train",
        "--images",
        file("magic-idx", Uint8Array.from([0, 0, 9, 3, ...new Array(12).fill(0)])),
        "--labels",
        good(),
      ],
      "magic-idx: expected the magic number 0x00000803 at byte 0, got 0x00000903",
    ],
    ["an unwritable --out", 1, () => ["train", "--out", join(good(), "run")], "run"],
    [
      "pairs beyond the images",
      1,
      () => ["train", "--pairs", file("pairs.csv", "left,right,same\n0,1,0\n2,6000,1\n")],
      'pairs.csv row 3: expected an image number from 0 to 5999, got "6000"',
    ],
    [
      "a small PNG that claims 20,000 x 20,000",
      1,
      () => {
        const bomb = Uint8Array.from(digitPng(0)).slice(0, 74);
        new DataView(bomb.buffer).setUint32(16, 20_000);
        new DataView(bomb.buffer).setUint32(20, 20_000);
        new DataView(bomb.buffer).setUint32(29, crc32(bomb.subarray(12, 29)));
        return ["train", "--folder", pngFolder(bomb)];
      },
      "it claims 20000x20000",
    ],
  ];

  function pngFolder(bomb: Uint8Array): string {
    const root = mkdtempSync(join(folder, "classes-"));
    for (const name of ["one", "two"]) {
      const classFolder = mkdtempSync(join(root, `${name}-`));
      writeFileSync(join(classFolder, "0.png"), bomb);
    }
    return root;
  }

  it.each(cases)("%s", async (_, code, args, message) => {
    const command = args();
    const out = path(`out-${Math.abs(message.length)}`);
    const outcome = await run(
      ...command,
      ...(command[0] === "train" && !command.includes("--out") ? ["--out", out] : []),
    );
    expect(outcome.stderr).toContain(message);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr.split("\n").filter((line) => /^error: /.test(line))).toHaveLength(1);
    expect(outcome.stderr).not.toContain("    at ");
    expect(readdirSync(folder)).not.toContain(`out-${Math.abs(message.length)}`);
  });
});
