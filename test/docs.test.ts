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

  it("docs/recipes-of-use.md", async () => {
    const printed = await Promise.all(
      snippetsOf("docs/recipes-of-use.md").map(async (code, i) => {
        const own = join(folder, String(i));
        mkdirSync(own);
        return (await runSnippet(code, own)).trim();
      }),
    );
    const [strict, verdicts, stopped, resumed, doubtful, symbols] = printed;
    const [threshold, distance] = strict.split(/\s+/).map(Number);
    expect(distance).toBeGreaterThan(0);
    expect(distance).toBeLessThan(threshold);
    expect(verdicts).toMatch(/^{ same: \d+, unsure: \d+, different: \d+ }$/);
    expect(stopped).toBe("true");
    expect(resumed).toBe("true");
    expect(doubtful).toMatch(/^\d+ of 1000: \d/);
    expect(symbols).toBe("cross cross");
  }, 240_000);

  it("docs/reproducibility.md", async () => {
    const [code] = snippetsOf("docs/reproducibility.md");
    expect((await runSnippet(code, folder)).trim().split("\n")).toEqual(["true", "false"]);
  }, 120_000);

  it("docs/node.md", async () => {
    for (const name of ["left", "right"]) {
      mkdirSync(join(folder, "my-images", name), { recursive: true });
      for (let i = 0; i < 6; i++) writeBar(join("my-images", name, `${i}.png`), (name === "left" ? 3 : 18) + i);
    }
    const [code] = snippetsOf("docs/node.md");
    expect(await runSnippet(code, folder)).toMatch(/ [0-9a-f]{64} (1|0\.\d+)\n$/);
  }, 120_000);

  // Where it says images and names, some are put before it.
  it("docs/unseen.md", async () => {
    const [code] = snippetsOf("docs/unseen.md");
    const given = `
      const names = Array.from({ length: 12 }, (_, i) => ["bar", "beam", "corner"][i % 3]);
      const images = new Uint8Array(12 * 784);
      for (let n = 0; n < 12; n++) {
        for (let t = 5; t < 23; t++) {
          for (let w = 0; w < 3; w++) {
            const [down, across] = [28 * t + 8 + n / 3 + w, 28 * (10 + Math.floor(n / 3) + w) + t];
            if (n % 3 !== 1) images[n * 784 + Math.floor(down)] = 255;
            if (n % 3 !== 0) images[n * 784 + across] = 255;
          }
        }
      }`;
    const shown = "console.log(network.embed(images).length, typeof trained, trial !== undefined);";
    expect(await runSnippet(`${given}\n${code}\n${shown}`, folder)).toMatch(/^\d+ boolean true\n$/);
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
