import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { makeZip } from "../read/zip-file.ts";
import { COMMAND_LINE, type Outcome, runCommand } from "../support/command-line.ts";
import { writeImages } from "../support/image-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-shards-"));
afterAll(() => rmSync(folder, { recursive: true }));

const model = join(folder, "model.safetensors");
writeFileSync(model, saveModel(await createNetwork({ seed: 2 })));
const other = join(folder, "other.safetensors");
writeFileSync(other, saveModel(await createNetwork({ seed: 3 })));
const { train } = await loadDefaultMnist();
const COUNT = 300;
// "a-b" sorts before "a/": the order of whole paths, not of folders' names.
const nameOf = (i: number) => `digits/${["a", "a-b", "c"][i % 3]}/${i}.png`;
await writeImages(
  folder,
  Object.fromEntries(
    Array.from({ length: COUNT }, (_, i) => [nameOf(i), train.images.subarray(i * 784, (i + 1) * 784)]),
  ),
  28,
  28,
);
const digits = join(folder, "digits");
writeFileSync(join(digits, "a/notes.txt"), "no image");
// An image by its bytes, not by its name.
cpSync(join(digits, "a/0.png"), join(digits, "c/picture"));

const embed = (...args: string[]): Promise<Outcome> => runCommand("embed", "--model", model, ...args);
const bytesOf = (...path: string[]) => readFileSync(join(folder, ...path));
const shards = (out: string, ...more: string[]) =>
  embed(digits, "--shards", "7", "--out", join(folder, out), "--json", "--quiet", ...more);

describe("embed --shards", () => {
  it("takes the paths of a list from standard input, in the order of the list", async () => {
    const list = [7, 2, 40, 1, 299].map((i) => join(folder, nameOf(i)));
    const read = async (...args: string[]) => {
      const child = spawn(process.execPath, [...COMMAND_LINE, "embed", "-", "--model", model, "--quiet", ...args]);
      child.stdin.end(`${list.join("\n")}\n`);
      expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
    };
    await read("--out", join(folder, "list.npy"));
    await read("--shards", "3", "--out", join(folder, "list"));
    await runCommand("merge", join(folder, "list"), "--out", join(folder, "list-merged.npy"), "--quiet");
    expect(bytesOf("list-merged.npy")).toEqual(bytesOf("list.npy"));
    expect(JSON.parse(bytesOf("list-merged.names.json").toString()).names).toEqual(list);
  });

  it("writes shards that merge to the bytes that embed writes, from a folder and a ZIP archive", async () => {
    const entries = readdirSync(digits, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(digits.length + 1));
    writeFileSync(
      join(folder, "digits.zip"),
      makeZip(entries.map((name) => ({ name, data: new Uint8Array(readFileSync(join(digits, name))) }))),
    );
    for (const [what, path, format] of [
      ["folder", digits, "npy"],
      ["archive", join(folder, "digits.zip"), "parquet"],
    ] as const) {
      await embed(path, "--out", join(folder, `${what}-plain.${format}`), "--quiet");
      const out = join(folder, what);
      const { code, stdout } = await embed(
        path,
        "--shards",
        "7",
        "--out",
        out,
        "--format",
        format,
        "--json",
        "--quiet",
      );
      expect({ code, summary: JSON.parse(stdout) }).toMatchObject({
        code: 0,
        summary: { out, shards: 7, images: COUNT + 1, unreadable: 0, dimension: 10, done: 7, known: 0, failed: 0 },
      });
      expect((await runCommand("merge", out, "--out", join(folder, `${what}-merged.${format}`))).code).toBe(0);
      expect(bytesOf(`${what}-merged.${format}`)).toEqual(bytesOf(`${what}-plain.${format}`));
    }
    expect(bytesOf("folder-merged.names.json")).toEqual(bytesOf("folder-plain.names.json"));
  });

  it("says in its manifest what there is, and the files are so", async () => {
    await shards("manifest");
    const manifest = JSON.parse(bytesOf("manifest/manifest.json").toString());
    expect(manifest).toMatchObject({ format: "siamese-simd shards 1", shards: 7, images: COUNT + 1, dimension: 10 });
    const lines = bytesOf("manifest/shards.jsonl")
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ images }) => images)).toEqual([43, 43, 43, 43, 43, 43, 43]);
    for (const { file, sha256 } of lines) {
      const digest = await crypto.subtle.digest("SHA-256", bytesOf("manifest", file));
      expect(Buffer.from(digest).toString("hex")).toBe(sha256);
    }
  });

  it("does again only what has no valid result, and says why", async () => {
    await shards("again");
    const whole = bytesOf("again/shard-00003.npy");
    const results = bytesOf("again/jobs.txt").toString().trimEnd().split("\n");
    const result = (i: number) => join(folder, "again/results", `${results[i]}.result`);
    truncateSync(result(0), 100);
    writeFileSync(result(1), readFileSync(result(2)));
    const forged = readFileSync(result(3));
    forged[forged.length - 1] ^= 1;
    writeFileSync(result(3), forged);
    rmSync(result(4));
    const seen = JSON.parse((await runCommand("jobs", "--out", join(folder, "again"), "--json")).stdout);
    expect(seen).toMatchObject({ jobs: 7, done: 3, waiting: 4, failed: [], running: [], coordinator: null });
    const { code, stdout, stderr } = await shards("again");
    expect(JSON.parse(stdout)).toMatchObject({ done: 7, known: 3 });
    expect(code).toBe(0);
    expect(
      stderr
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/^.*\.result: /, "")),
    ).toEqual([
      expect.stringContaining("got other or shorter data. It is done again."),
      expect.stringContaining("another job or of other data. It is done again."),
      expect.stringContaining("changed. It is done again."),
    ]);
    expect(bytesOf("again/shard-00003.npy")).toEqual(whole);
  });

  it("goes on where Ctrl-C or a kill has stopped it", async () => {
    await embed(digits, "--out", join(folder, "whole.npy"), "--quiet");
    const args = [
      "embed",
      "--model",
      model,
      digits,
      "--shards",
      "150",
      "--out",
      join(folder, "stopped"),
      "--threads",
      "1",
    ];
    for (const [signal, code] of [
      ["SIGKILL", null],
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      const child = spawn(process.execPath, [...COMMAND_LINE, ...args]);
      let text = "";
      child.stderr.on("data", (chunk) => (text += chunk));
      const ended = new Promise((resolve) => child.on("close", resolve));
      const results = join(folder, "stopped/results");
      const count = () =>
        existsSync(results) ? readdirSync(results).filter((name) => name.endsWith(".result")).length : 0;
      const before = count();
      while (count() < before + 5 && child.exitCode === null) await sleep(2);
      child.kill(signal);
      expect(await ended).toBe(code);
      if (code !== null) expect(text).toMatch(/Stopped: \d+ of 150 shards are done\. The same command does the rest\./);
    }
    expect(existsSync(join(folder, "stopped/manifest.json"))).toBe(false);
    const { stdout } = await runCommand(...args, "--json");
    const { known, done } = JSON.parse(stdout);
    expect(done).toBe(150);
    expect(known).toBeGreaterThanOrEqual(15);
    expect(readdirSync(join(folder, "stopped")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    await runCommand("merge", join(folder, "stopped"), "--out", join(folder, "stopped.npy"));
    expect(bytesOf("stopped.npy")).toEqual(bytesOf("whole.npy"));
    expect(bytesOf("stopped.names.json")).toEqual(bytesOf("whole.names.json"));
  }, 60_000);

  it("embeds again only the shards whose images have changed", async () => {
    const own = join(folder, "changing");
    cpSync(digits, own, { recursive: true });
    const run = () => embed(own, "--shards", "10", "--out", join(folder, "changed"), "--json", "--quiet");
    await run();
    cpSync(join(own, "a/3.png"), join(own, "c/2.png"));
    expect(JSON.parse((await run()).stdout)).toMatchObject({ done: 10, known: 9 });
  });

  it("keeps unreadable images out only when it may, and loses nothing by being asked", async () => {
    const own = join(folder, "partly");
    cpSync(join(digits, "a"), own, { recursive: true });
    writeFileSync(join(own, "5.png"), "no image");
    const run = (...more: string[]) =>
      embed(own, "--shards", "4", "--out", join(folder, "partly-out"), "--json", ...more);
    const refused = await run();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("5.png: ");
    const { code, stdout, stderr } = await run("--skip-unreadable");
    expect(JSON.parse(stdout)).toMatchObject({ unreadable: 1, images: 100, known: 4 });
    expect(stderr).toContain("1 of 101 image files cannot be read and are left out; the first: ");
    expect(code).toBe(0);
  });

  it.each([
    ["no folder", [digits, "--shards", "3"], "--shards needs --out", 2],
    [
      "more shards than images",
      [digits, "--shards", "302", "--out", "x"],
      "expected at most 301, as many as images",
      2,
    ],
    ["no shards", [digits, "--shards", "0", "--out", "x"], "Expected an integer from 1 to 10000000", 2],
    ["--format without shards", [digits, "--format", "npy"], "--format is the shards'", 2],
    ["a name in --out", [digits, "--out", "x.txt"], "expected a name ending in", 2],
    ["no images", [join(digits, "none"), "--shards", "1", "--out", "x"], "none: no such file", 1],
  ])("refuses %s", async (_, args, message, code) => {
    const outcome = await embed(...args);
    expect(outcome.stderr).toContain(message);
    expect(outcome.code).toBe(code);
    expect(existsSync("x")).toBe(false);
  });

  it("refuses a folder of another run, and merge one that is not done", async () => {
    await shards("mine");
    const others = await runCommand("embed", "--model", other, digits, "--shards", "7", "--out", join(folder, "mine"));
    expect(others).toMatchObject({ code: 1, stderr: expect.stringContaining("it holds the jobs of another run") });
    rmSync(join(folder, "mine/results"), { recursive: true });
    const merged = await runCommand("merge", join(folder, "mine"), "--out", join(folder, "none.npy"));
    expect(merged).toMatchObject({ code: 1, stderr: expect.stringContaining("shard 0 of 7 has no valid result yet") });
    expect(readdirSync(folder).filter((name) => name.startsWith("none.npy"))).toEqual([]);
  });
});
