import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { fingerprint, loadModel, saveModel } from "../../src/formats/model.ts";
import { exportNpy } from "../../src/formats/npy-weights.ts";
import { exportOnnx } from "../../src/formats/onnx.ts";
import { readNpy } from "../../src/read/npy.ts";
import { runCommand } from "../support/command-line.ts";
import { exportArchitectures, exportNetwork } from "../support/export-networks.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const network = await exportNetwork(exportArchitectures.rgb);
network.preparation = { fit: "cover", background: "white", invert: true };
const model = join(folder, "model.safetensors");
writeFileSync(model, saveModel(network, { recipe: '{"name":"photo"}', data: "meters" }));
const run = (...args: string[]) => runCommand("export", "--model", model, ...args);

const results = { accuracy: 0.99, auc: 0.999, equalErrorRate: 0.01, nearestNeighbour: 0.98 };
const summaryOf = async (of: typeof network) =>
  JSON.stringify({ configuration: { data: "meters" }, heldOut: results, fingerprint: await fingerprint(of) });

it("an ONNX file, with the recipe and data of the model file in its metadata", async () => {
  const out = join(folder, "made", "model.onnx");
  const { code, stderr } = await run("--to", "onnx", "--out", out);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `Wrote ${out}\n` });
  const expected = await exportOnnx(network, { recipe: '{"name":"photo"}', data: "meters" });
  expect(readFileSync(out).equals(expected)).toBe(true);
});

it("the weights, an .npy file a tensor", async () => {
  const out = join(folder, "npy");
  const { stdout, code } = await run("--to", "npy", "--out", out, "--json");
  expect(code).toBe(0);
  expect(readdirSync(out).sort()).toEqual([...exportNpy(network).keys()].sort());
  expect(JSON.parse(stdout).files).toHaveLength(readdirSync(out).length);
  const { shape } = readNpy(new Uint8Array(readFileSync(join(out, "conv1.weight.npy"))), "conv1");
  expect([...shape]).toEqual([6, 3, 3, 3]);
});

it("a folder for the Hub, whose card has the results of the run and no other's", async () => {
  const out = join(folder, "hub");
  writeFileSync(join(folder, "summary.json"), await summaryOf(network));
  expect((await run("--to", "hub", "--out", out, "--name", "meters")).code).toBe(0);
  const card = readFileSync(join(out, "README.md"), "utf8");
  expect(card).toContain("| Pair accuracy | 99.00 % |");
  expect(card).toContain("then inverted (255 minus each byte)");
  const { preprocessing } = JSON.parse(readFileSync(join(out, "config.json"), "utf8"));
  expect(preprocessing).toMatchObject({ channel_order: "RGB", from_files: network.preparation });
  const again = await loadModel(new Uint8Array(readFileSync(join(out, "model.safetensors"))));
  expect(await fingerprint(again)).toBe(await fingerprint(network));
  const other = join(folder, "other.json");
  writeFileSync(other, await summaryOf(await exportNetwork(exportArchitectures.grey)));
  const { code, stderr } = await run("--to", "hub", "--out", join(folder, "none"), "--summary", other);
  expect(code).toBe(1);
  expect(stderr).toBe(`error: ${other}: is of a run with other weights than the model's; give its own summary.\n`);
  expect(existsSync(join(folder, "none"))).toBe(false);
});

it("says in one line what cannot be", async () => {
  expect((await run("--to", "pickle", "--out", "x")).code).toBe(2);
  const below = await run("--to", "onnx", "--out", join(model, "model.onnx"));
  expect(below.code).toBe(1);
  expect(below.stderr).toBe(`error: ${model}: could not make this folder: there is a file of that name.\n`);
});
