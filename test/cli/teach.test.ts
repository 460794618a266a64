import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chosenImages, chosenNames } from "../../scripts/unseen/chosen-symbols.ts";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { encodePng } from "../../src/node/pictures/encode-png.ts";
import { TemporaryFolder } from "../node/temporary-folder.ts";
import { runCommand } from "../support/command-line.ts";

const temporary = new TemporaryFolder();
afterAll(() => temporary.remove());
const folder = temporary.path;
const at = (...parts: string[]): string => join(folder, ...parts);
const DRAWINGS = 8;
const { images } = chosenImages(DRAWINGS, 4, 1);

/** The drawing `k` of symbol `s` as a file. */
async function draw(path: string, s: number, k: number): Promise<string> {
  const pixels = images.subarray((s * DRAWINGS + k) * 784, (s * DRAWINGS + k + 1) * 784);
  temporary.write(path, await encodePng(pixels, 28, 28, 1));
  return at(path);
}

const TAUGHT = [0, 3, 6, 9];
const FOREIGN = 12;
const file = at("symbols.json");

beforeAll(async () => {
  for (const s of TAUGHT) {
    for (let k = 0; k < 3; k++) await draw(join("taught", chosenNames[s], `${k}.png`), s, k);
    for (let k = 3; k < DRAWINGS; k++) await draw(join("asked", chosenNames[s], `${k}.png`), s, k);
  }
  for (let k = 0; k < DRAWINGS; k++) await draw(join("asked", chosenNames[FOREIGN], `${k}.png`), FOREIGN, k);
  expect((await runCommand("teach", at("taught"), "-o", file)).code).toBe(0);
});

it("names new drawings of the symbols of a folder, and calls others none of these", async () => {
  const right = await runCommand("classify", at("asked", chosenNames[3], "5.png"), "--symbols", file);
  expect(right).toMatchObject({ code: 0, stdout: expect.stringContaining(`\t${chosenNames[3]}\t`) });
  const strange = await runCommand("classify", at("asked", chosenNames[FOREIGN], "0.png"), "--symbols", file, "--json");
  expect(JSON.parse(strange.stdout)).toMatchObject([{ name: null, distance: expect.any(Number) }]);
  const counted = await runCommand("classify", "--folder", at("asked"), "--symbols", file, "--json");
  const { images: asked, found, foreign, refused } = JSON.parse(counted.stdout);
  expect([asked, foreign]).toEqual([20, 8]);
  expect(found).toBeGreaterThanOrEqual(18);
  expect(refused).toBeGreaterThanOrEqual(6);
});

it("adds to what was taught, by a name, and forgets", async () => {
  const more = at("more.json");
  const teach = (...args: string[]) => runCommand("teach", ...args, "-o", more, "--json");
  await teach(at("taught"));
  const name = chosenNames[FOREIGN];
  const added = await teach("--name", name, at("asked", name, "0.png"), at("asked", name, "1.png"));
  expect(JSON.parse(added.stdout).symbols).toContainEqual({ name, examples: 2 });
  const known = await runCommand("classify", at("asked", name, "2.png"), "--symbols", more, "--json");
  expect(JSON.parse(known.stdout)[0].name).toBe(name);
  expect(JSON.parse((await teach("--forget", name)).stdout).symbols).toHaveLength(TAUGHT.length);
});

it("refuses what it cannot use in one line, and leaves the file as it was", async () => {
  const before = readFileSync(file);
  const network = await createNetwork({ seed: 5 });
  temporary.write("other.safetensors", saveModel(network));
  const loose = await draw("loose.png", 0, 0);
  temporary.write("broken.json", "{");
  for (const [args, said] of [
    [["teach", "-o", file], "expected images, in a sub-folder a symbol or with --name, or --forget"],
    [["teach", loose, "-o", file], "loose.png: expected it in a sub-folder that bears the symbol's name"],
    [["teach", "--forget", "no such", "-o", file], '"no such"'],
    [["teach", at("taught"), "-o", file, "--model", at("other.safetensors")], "taught with another model"],
    [["classify", loose, "--symbols", at("broken.json")], "broken.json: expected a gallery in JSON"],
    [["classify", "--symbols", file], "expected images"],
  ] as const) {
    const { code, stdout, stderr } = await runCommand(...args);
    expect({ code, stdout, stderr }).toMatchObject({ stdout: "", stderr: expect.stringContaining(said) });
    expect(code).toBeGreaterThan(0);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
  expect(readFileSync(file)).toEqual(before);
});
