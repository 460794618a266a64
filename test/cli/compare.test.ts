import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { runCommand } from "../support/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-compare-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runCommand("compare", ...args);

const { train } = await loadDefaultMnist();
const digit = (n: number) => train.images.subarray(n * 784, (n + 1) * 784);

function digitFile(n: number): string {
  const png = new PNG({ width: 28, height: 28 });
  for (const [i, value] of digit(n).entries()) png.data.set([value, value, value, 255], i * 4);
  const path = join(folder, `${n}.png`);
  writeFileSync(path, PNG.sync.write(png));
  return path;
}

describe("compare says how sure it is", async () => {
  const network = await createNetwork({ seed: 2 });
  const [a, b] = [digitFile(0), digitFile(1)];
  const distance = network.distance(digit(0), digit(1));

  /** A model file that is sure up to and from these distances, with a threshold halfway between them. */
  function model(name: string, sameBelow: number | null, differentAbove: number | null): string {
    network.calibration = {
      threshold: ((sameBelow ?? 0) + (differentAbove ?? 2 * distance)) / 2,
      equalErrorRate: 0.05,
      confidence: 0.99,
      sameBelow,
      differentAbove,
      odds: {
        same: { same: 9000, different: 12 },
        unsure: { same: 700, different: 600 },
        different: { same: 30, different: 9388 },
      },
    };
    const path = join(folder, name);
    writeFileSync(path, saveModel(network));
    return path;
  }
  const shown = distance.toFixed(4);
  const [near, far] = [distance * 0.5, distance * 1.8];

  it.each([
    [
      "same",
      1,
      distance * 1.2,
      far,
      /^same: of 9,012 calibration pairs, of classes like the training's, with a distance up to \S+, 12 were different\n$/,
    ],
    [
      "unsure",
      1,
      near,
      far,
      /^unsure: of 1,300 calibration pairs, of classes like the training's, with a distance between \S+ and \S+, 700 were the same\n$/,
    ],
    [
      "unsure",
      0,
      near,
      null,
      /^unsure: of 1,300 calibration pairs, of classes like the training's, with a distance beyond \S+, 700 were the same\n$/,
    ],
    [
      "different",
      0,
      near,
      distance * 0.9,
      /^different: of 9,418 calibration pairs, of classes like the training's, with a distance from \S+ on, 30 were the same\n$/,
    ],
  ])("%s, and %i", async (verdict, same, sameBelow, differentAbove, words) => {
    const path = model(`${verdict}${same}.safetensors`, sameBelow, differentAbove);
    if (differentAbove === null) {
      network.threshold = near;
      writeFileSync(path, saveModel(network));
    }
    const said = await run("--model", path, a, b);
    expect(said).toMatchObject({ code: 0, stdout: `${shown} ${same}\n` });
    expect(said.stderr).toMatch(words);
    const json = JSON.parse((await run("--model", path, a, b, "--json")).stdout);
    expect(json).toMatchObject({ distance, same, verdict, confidence: 0.99, odds: { same: expect.any(Number) } });
  });

  it("still answers for a file without a calibration, and with --quiet says no more than that", async () => {
    const old = await createNetwork({ seed: 2 });
    old.threshold = distance;
    const path = join(folder, "old.safetensors");
    writeFileSync(path, saveModel(old));
    const said = await run("--model", path, a, b);
    expect(said).toMatchObject({ code: 0, stdout: `${shown} 1\n` });
    expect(said.stderr).toContain("holds no calibration");
    expect(await run("--model", path, a, b, "--quiet")).toEqual({ code: 0, stdout: `${shown} 1\n`, stderr: "" });
    expect(JSON.parse((await run("--model", path, a, b, "--json")).stdout)).not.toHaveProperty("verdict");
  });
});
