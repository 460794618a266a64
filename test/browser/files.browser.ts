import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { loadModel } from "../../src/formats/model.ts";
import { encodePng } from "./support/encode-png.ts";
import { fill, openPage, save, text, waitUntilDone } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { waitFor } from "./support/visitor.ts";

const NODE_SAYS_SO = "✓ Bit for bit what Node trains with these settings.";
const EPOCHS = "60";

let visitor: PuppeteerVisitor;
let site: Site;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-simd-files-"));
  site = await serveSite(inject("folder"));
  visitor = await PuppeteerVisitor.start("Chromium");
});
afterAll(async () => {
  await visitor?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

const commandLine = (...args: string[]) =>
  promisify(execFile)(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...args], { maxBuffer: 1 << 26 });

/** Halts the page's run once a part of it is done. */
async function pauseAfter(part: number): Promise<void> {
  await waitFor(visitor, `return document.querySelector("#progress").value > ${part}`);
  await visitor.click("#start");
  await waitFor(visitor, 'return document.querySelector("#start").textContent === "Continue"');
}

it("a run begun in the page goes on in Node, to the page's own fingerprint", async () => {
  await openPage(visitor, site.url);
  await visitor.click("#start");
  await pauseAfter(0.2);
  const run = join(folder, "from-page");
  await mkdir(run);
  await writeFile(join(run, "checkpoint.safetensors"), await save(visitor, "#save-checkpoint"));
  await visitor.click("#start");
  await waitUntilDone(visitor);
  const { stdout } = await commandLine("train", "--out", run, "--resume", "--json", "--epochs", EPOCHS);
  expect(JSON.parse(stdout).fingerprint).toBe(await text(visitor, "#fingerprint"));
  expect(await text(visitor, "#fingerprint-verdict")).toBe(NODE_SAYS_SO);

  const model = await loadModel(await save(visitor, "#save-model"));
  expect(model.threshold).toBe((await loadModel(await readFile(join(run, "model.safetensors")))).threshold);
});

it("a run begun in Node goes on in the page, to Node's fingerprint", async () => {
  const run = join(folder, "from-node");
  // Stopped by its own checkpoint: the run is killed as soon as one stands.
  const child = execFile(process.execPath, [
    ...["--import", "tsx", "src/cli/main.ts", "train", "--out", run, "--epochs", EPOCHS, "--checkpoint-every", "400"],
  ]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const path = join(run, "checkpoint.safetensors");
  let bytes: Buffer | undefined;
  while (!bytes) {
    bytes = await readFile(path).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGINT");
  await ended;
  await openPage(visitor, site.url);
  await visitor.upload("#load", path);
  await waitFor(visitor, 'return document.querySelector("#start").textContent === "Continue"');
  await visitor.click("#start");
  await waitUntilDone(visitor);
  expect(await text(visitor, "#fingerprint-verdict")).toBe(NODE_SAYS_SO);
});

it("trains on a CSV file of the visitor's own", async () => {
  const { train } = await firstDigits();
  const rows = Array.from({ length: 600 }, (_, i) => [
    train.labels[i],
    ...train.images.subarray(i * 784, i * 784 + 784),
  ]);
  const path = join(folder, "mine.csv");
  await writeFile(path, `label,${Array.from({ length: 784 }, (_, i) => `p${i}`).join()}\n${rows.join("\n")}\n`);
  await openPage(visitor, site.url);
  await visitor.click("#data-fold summary");
  await visitor.upload("#files", path);
  await waitFor(visitor, 'return document.querySelector("#data-name").textContent.startsWith("mine.csv")');
  expect(await text(visitor, "#data-notes")).toContain("first row is a header, skipped");
  await fill(visitor, "#epochs", 60);
  await visitor.click("#start");
  await waitUntilDone(visitor);
  expect(Number.parseFloat(await text(visitor, "#accuracy"))).toBeGreaterThan(85);
  expect(await text(visitor, "#fingerprint-verdict")).toBe(
    "Anyone who trains on the same images with the same settings gets the same.",
  );
});

it("trains on PNG files whose names begin with their class", async () => {
  const { train } = await firstDigits();
  const paths: string[] = [];
  const perClass = new Uint8Array(10);
  for (let i = 0; i < 300; i++) {
    const label = train.labels[i];
    if (perClass[label]++ >= 12) continue;
    const path = join(folder, `${label}_${i}.png`);
    await writeFile(path, encodePng(train.images.subarray(i * 784, i * 784 + 784), 28, 28));
    paths.push(path);
  }
  await openPage(visitor, site.url);
  await visitor.click("#data-fold summary");
  await visitor.uploadAll("#files", paths);
  await waitFor(visitor, 'return document.querySelector("#data-name").textContent.includes("files of your own")');
  expect(await text(visitor, "#data-notes")).toContain('of 10 classes: "0", "1", "2"');
  expect(await text(visitor, "#data-name")).toContain("100 to train on, 20 held out");
  await visitor.click("#digits");
  await waitFor(visitor, 'return document.querySelector("#data-name").textContent.startsWith("MNIST")');
});

it("says what is wrong with a file, and stays usable", async () => {
  await openPage(visitor, site.url);
  for (const [name, content, complaint] of [
    ["words.csv", "hello\nworld\n", /words.csv: expected images and their labels, got labels alone/],
    [
      "pixels.csv",
      "label,a,b,c,d\n1,2,hello,4,5\n",
      /pixels.csv row 2 column 3: expected a pixel value .* got "hello"/,
    ],
    ["wide.csv", "1,2,3\n4,5,6\n", /wide.csv row 1: expected rows of a square image's pixels .* got 3 columns/],
    ["high.csv", "label,a,b,c,d\n1,2,3,4,999\n", /high.csv row 2 column 5: expected a pixel value .* got "999"/],
  ] as const) {
    const path = join(folder, name);
    await writeFile(path, content);
    await visitor.click("#top h1");
    await visitor.upload("#files", path);
    await waitFor(visitor, `return document.querySelector("#warning").textContent.includes(${JSON.stringify(name)})`);
    expect(await text(visitor, "#warning")).toMatch(complaint);
  }
  const path = join(folder, "no.safetensors");
  await writeFile(path, "nothing of the kind");
  await visitor.upload("#load", path);
  await waitFor(visitor, 'return document.querySelector("#file-status").textContent.includes("no.safetensors")');
  await fill(visitor, "#epochs", 1);
  await visitor.click("#start");
  await waitUntilDone(visitor);
  expect(await text(visitor, "#warning")).toBe("");
});
