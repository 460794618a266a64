import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { runCommand } from "../support/command-line.ts";
import { writeImages } from "../support/image-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-json-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]) => join(folder, ...names);

const model = at("model.safetensors");
writeFileSync(model, saveModel(await createNetwork({ seed: 2 })));
writeFileSync(at("grid.json"), '{"recipe": "quick", "epochs": 1, "seed": [1, 2]}');
const pixels = (i: number) => Uint8Array.from({ length: 784 }, (_, p) => (p * (i + 3)) % 251);
await writeImages(folder, Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`images/${i}.png`, pixels(i)])), 28, 28);

// One after the other: a command works on what those before it have made.
it.each([
  ["embed --shards", ["embed", at("images"), "--model", model, "--shards", "2", "--out", at("shards")], { images: 5 }],
  ["jobs", ["jobs", "--out", at("shards")], { kind: "embed", done: 2, waiting: 0 }],
  ["merge", ["merge", at("shards"), "--out", at("all.npy")], { images: 5, shards: 2 }],
  [
    "search --in",
    ["search", at("images", "3.png"), "--model", model, "--in", at("shards"), "-k", "2"],
    { k: 2, found: [{ query: at("images", "3.png") }] },
  ],
  [
    "sweep",
    ["sweep", "--grid", at("grid.json"), "--out", at("sweep"), "--fraction", "0.005"],
    { best: { settings: {} } },
  ],
  ["jobs of a sweep", ["jobs", "--out", at("sweep")], { kind: "train", done: 2, waiting: 0 }],
] as const)("%s --json prints one JSON document, and all else elsewhere", async (_, args, expected) => {
  const { code, stdout, stderr } = await runCommand(...args, "--json");
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
  expect(JSON.parse(stdout)).toMatchObject(expected);
});
