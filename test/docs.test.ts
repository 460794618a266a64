import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportHub } from "../src/formats/hub.ts";
import { saveModel } from "../src/formats/model.ts";
import { createNetwork } from "../src/nn/network.ts";
import { fixturePath } from "./support/fixtures.ts";
import { runSnippet, snippetsOf } from "./support/run-snippet.ts";

let folder: string;
beforeEach(() => {
  mkdirSync("build", { recursive: true });
  folder = mkdtempSync("build/docs-");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A bar on black, `at` pixels from the left. */
function writeBar(name: string, at: number): void {
  const png = new PNG({ width: 28, height: 28 });
  for (let i = 0; i < 784; i++) {
    const value = i % 28 >= at && i % 28 < at + 3 ? 250 : 0;
    png.data.set([value, value, value, 255], 4 * i);
  }
  writeFileSync(join(folder, name), PNG.sync.write(png));
}

describe("the code runs as it stands in", () => {
  it("docs/own-images.md", async () => {
    copyFileSync(fixturePath("digits/digits.csv.gz"), join(folder, "digits.csv.gz"));
    writeBar("a.png", 9);
    copyFileSync("test/fixtures/images/420.jpg", join(folder, "b.jpg"));
    const [code] = snippetsOf("docs/own-images.md");
    const stdout = await runSnippet(code, folder);
    expect(stdout).toContain("values are taken as 0 to 16 and scaled to 0 to 255");
    const line = stdout.split("\n").find((each) => /^\d+\.\d+ \[/.test(each));
    expect(Number(line?.split(" ")[0])).toBeGreaterThan(0);
    expect(stdout).toContain("'9'");
  });

  // The second block needs ONNX Runtime: npm run test:export.
  it("docs/using-a-model.md", async () => {
    const network = await createNetwork({ seed: 2 });
    network.threshold = 1e-6;
    writeFileSync(join(folder, "model.safetensors"), saveModel(network));
    for (const [name, at] of [
      ["a.png", 5],
      ["b.png", 20],
      ["c.png", 5],
      ["query.png", 5],
    ] as const) {
      writeBar(name, at);
    }
    const [code] = snippetsOf("docs/using-a-model.md");
    // As the comment in it says.
    expect((await runSnippet(code, folder)).trim()).toBe(/\/\/ (a\.png .*)/.exec(code)?.[1]);
  });

  it("docs/coming-from.md", async () => {
    const printed: string[] = [];
    for (const code of snippetsOf("docs/coming-from.md")) printed.push((await runSnippet(code, folder)).trim());
    const [metricLearning, tensorFlow, keras] = printed;
    // What a network finds that has learned something: of ten classes, one image in ten is right by chance.
    expect(Number(/precisionAt1: ([\d.]+)/.exec(metricLearning)?.[1])).toBeGreaterThan(0.8);
    expect(tensorFlow).toBe("true");
    expect(Number(keras.split("\n").at(-1))).toBeGreaterThan(0.8);
  }, 120_000);

  it("the model card of a folder for the Hub", async () => {
    const network = await createNetwork({ seed: 2 });
    for (const [path, bytes] of await exportHub(network, { metadata: {} })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const [code] = snippetsOf(join(folder, "README.md"));
    const blank = network.embed(new Uint8Array(2 * 784));
    expect(await runSnippet(code, folder)).toBe(`0 ${inspect(blank)}\n`);
  });
});
