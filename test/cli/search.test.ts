import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { COMMAND_LINE, runCommand } from "../support/command-line.ts";
import { writeImages } from "../support/image-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-search-"));
afterAll(() => rmSync(folder, { recursive: true }));

const COUNT = 80;
const { train } = await loadDefaultMnist();
const digit = (i: number) => train.images.subarray(i * 784, (i + 1) * 784);
const place = join(folder, "digits");
const pathOf = (i: number) => join(place, `${i % 4}`, `${i}.png`);
const images = Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`${i % 4}/${i}.png`, digit(i)]));
await writeImages(place, images, 28, 28);

const network = await createNetwork({ seed: 2 });
network.calibration = {
  threshold: 0.3,
  equalErrorRate: 0.05,
  confidence: 0.99,
  sameBelow: 0.15,
  differentAbove: 0.45,
  falseAccept: [
    { rate: 0.01, distance: 0.12 },
    { rate: 0.001, distance: 0.001 },
  ],
  odds: {
    same: { same: 9000, different: 12 },
    unsure: { same: 700, different: 600 },
    different: { same: 30, different: 9388 },
  },
};
const model = join(folder, "model.safetensors");
writeFileSync(model, saveModel(network));
const run = (command: string, ...args: string[]) => runCommand(command, "--model", model, ...args);

/** The other images by their distance, as `compare` measures it. */
const byDistance = (query: number) =>
  Array.from({ length: COUNT }, (_, i) => ({ i, distance: network.distance(digit(query), digit(i)) }))
    .filter(({ i }) => i !== query)
    .sort((a, b) => a.distance - b.distance);
const verdictOf = (distance: number) => (distance <= 0.15 ? "same" : distance >= 0.45 ? "different" : "unsure");

describe("search", () => {
  it("finds the nearest of a folder, but not the query itself, and those of an index", async () => {
    const queries = [5, 17];
    const args = ["-k", "4", "--json", ...queries.map(pathOf)];
    const { stdout, code } = await run("search", "--in", place, ...args);
    expect(code).toBe(0);
    const { found, verdictsHold } = JSON.parse(stdout);
    expect(verdictsHold).toContain("classes like those of the training");
    for (const [q, query] of queries.entries()) {
      const nearest = byDistance(query).slice(0, 4);
      expect(found[q].query).toBe(pathOf(query));
      expect(found[q].neighbours).toEqual(
        nearest.map(({ i, distance }) => ({
          image: pathOf(i),
          distance: expect.closeTo(distance, 6),
          verdict: verdictOf(distance),
        })),
      );
    }
    const index = join(folder, "index.npy");
    expect((await run("embed", place, "--out", index)).code).toBe(0);
    expect(JSON.parse((await run("search", "--in", index, ...args)).stdout).found).toEqual(found);
  });

  it("finds the same in a folder of .npy files, with any number of threads", async () => {
    const args = ["-k", "6", "--json", pathOf(5), pathOf(17)];
    const whole = join(folder, "whole.npy");
    expect((await run("embed", place, "--out", whole)).code).toBe(0);
    const expected = JSON.parse((await run("search", "--in", whole, ...args)).stdout).found;
    const shards = join(folder, "shards");
    mkdirSync(shards);
    for (const part of ["0", "1", "2", "3"]) {
      const out = join(shards, `0000${part}.npy`);
      expect((await run("embed", join(place, part), "--out", out)).code).toBe(0);
    }
    for (const threads of ["1", "3"]) {
      const { stdout, code } = await run("search", "--in", shards, "--threads", threads, ...args);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).found).toEqual(expected);
    }
    const listed = join(folder, "listed");
    const embed = ["--shards", "3", "--out", listed, "--quiet"];
    expect((await run("embed", place, ...embed)).code).toBe(0);
    expect(JSON.parse((await run("search", "--in", listed, ...args)).stdout).found).toEqual(expected);
    const parquet = join(folder, "parquet");
    expect((await run("embed", place, "--shards", "2", "--format", "parquet", "--out", parquet)).code).toBe(0);
    expect((await run("search", "--in", parquet, pathOf(0))).stderr).toContain(
      "shard-00000.parquet: search reads shards",
    );
    writeFileSync(join(shards, "more.parquet"), "PAR1");
    const { code, stderr } = await run("search", "--in", shards, pathOf(0));
    expect([code, stderr]).toEqual([1, expect.stringContaining("search reads shards of .npy alone; Parquet is for")]);
  });

  it("refuses the index of another network", async () => {
    const index = join(folder, "other.npy");
    expect((await run("embed", place, "--out", index)).code).toBe(0);
    const other = join(folder, "other.safetensors");
    writeFileSync(other, saveModel(await createNetwork({ seed: 3 })));
    const { code, stderr } = await runCommand("search", "--model", other, "--in", index, pathOf(0));
    expect(code).toBe(1);
    expect(stderr).toBe(`error: ${index}: expected embeddings by this model, got another's; run embed again.\n`);
  });

  it.each([".csv", ".jsonl", ".parquet"])("says that it reads no index from %s, and what to do", async (end) => {
    const index = join(folder, `index${end}`);
    expect((await run("embed", place, "--out", index)).code).toBe(0);
    const { code, stderr } = await run("search", "--in", index, pathOf(0));
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error: ${index}: search reads an index from an .npy file alone; run embed again with --out index.npy.\n`,
    );
  });

  it("draws a contact sheet, as PNG and as one HTML file that loads nothing", async () => {
    const [html, png] = [join(folder, "sheet.html"), join(folder, "sheet.png")];
    const hostile = join(folder, '<img src=x onerror="alert(1)">.png');
    copyFileSync(pathOf(5), hostile);
    const { code } = await run("search", "--in", place, "-k", "4", hostile, "--sheet", html, "--sheet", png);
    expect(code).toBe(0);
    const text = readFileSync(html, "utf8");
    expect(text).not.toContain("<img src=x");
    const sources = [...text.matchAll(/(?:src|href)="?([^"> ]+)/g)].map(([, source]) => source);
    expect(sources.filter((source) => source.startsWith("data:image/png;base64,"))).toHaveLength(5);
    expect(text).not.toMatch(/<script|<link|@import|url\(/);
    const [first] = sources.filter((source) => source.startsWith("data:"));
    const { data, width } = PNG.sync.read(Buffer.from(first.slice("data:image/png;base64,".length), "base64"));
    expect(width).toBe(28);
    expect(Uint8Array.from({ length: 784 }, (_, i) => data[4 * i])).toEqual(new Uint8Array(digit(5)));
    const { width: wide, height } = PNG.sync.read(readFileSync(png));
    expect(wide).toBeGreaterThan(5 * 2 * 136);
    expect(height).toBeGreaterThan(2 * 152);
  });
});

describe("dedupe", () => {
  const copies = join(folder, "copies");

  it("groups what lies within the threshold of its false-accept rate, and deletes nothing", async () => {
    const parts = { "a.png": digit(5), "b.png": digit(6), "c/a.png": digit(5), "d.png": digit(7) };
    await writeImages(copies, parts, 28, 28);
    const before = readdirSync(copies, { recursive: true });
    const { stdout, code } = await run("dedupe", copies, "--false-accept-rate", "0.005", "--json");
    expect(code).toBe(0);
    const said = JSON.parse(stdout);
    // The nearest rate that is no larger.
    expect(said).toMatchObject({
      images: 4,
      pairs: 6,
      threshold: 0.001,
      falseAcceptRate: 0.001,
      expectedByChance: 0.006,
    });
    expect(said.groups).toEqual([
      [
        { image: join(copies, "a.png"), distance: 0 },
        { image: join(copies, "c/a.png"), distance: 0 },
      ],
    ]);
    expect(readdirSync(copies, { recursive: true })).toEqual(before);
  });

  it("takes a threshold of one's own, and draws what it found", async () => {
    const sheet = join(folder, "duplicates.html");
    const { stdout, stderr } = await run("dedupe", copies, "--threshold", "100", "--sheet", sheet);
    expect(stdout).toMatch(/^group 1: 4 images\n {2}0\.0000 {2}/);
    expect(stderr).toContain("1 group among 4 images. Images at most 100.0000 apart");
    expect(statSync(sheet).size).toBeGreaterThan(1000);
  });

  it("makes chains: an image that two others are near to joins them", async () => {
    // Three images in a row, by the distances that the network gives them.
    const [a] = [digit(5)];
    const chained = join(folder, "chained");
    const near = Array.from({ length: 12 }, (_, i) => {
      const pixels = Uint8Array.from(a);
      for (let p = 0; p < 20 * i; p++) pixels[200 + p] = 255 - pixels[200 + p];
      return pixels;
    });
    await writeImages(chained, Object.fromEntries(near.map((pixels, i) => [`${10 + i}.png`, pixels])), 28, 28);
    const steps = near.slice(1).map((pixels, i) => network.distance(near[i], pixels));
    const threshold = Math.max(...steps) * 1.001;
    const end = network.distance(near[0], near[11]);
    expect(end).toBeGreaterThan(threshold);
    const { stdout } = await run("dedupe", chained, "--threshold", String(threshold), "--json");
    const { groups } = JSON.parse(stdout);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toHaveLength(12);
    expect(groups[0][11].distance).toBeCloseTo(end, 5);
    const { stdout: help } = await runCommand("dedupe", "--help");
    expect(help.replaceAll(/\s+/g, " ")).toContain("A group is a chain");
  });

  it("says what it cannot know", async () => {
    const small = await run("dedupe", copies, "--false-accept-rate", "0.0001");
    expect(small.code).toBe(2);
    expect(small.stderr).toContain("the least that this model's calibration knows is 0.001, got 0.0001.");
    const plain = join(folder, "plain.safetensors");
    writeFileSync(plain, saveModel(await createNetwork({ seed: 2 })));
    const { code, stderr } = await runCommand("dedupe", "--model", plain, copies);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `error: ${plain}: its calibration has no false-accept rates; give --threshold, or train it again.\n`,
    );
    expect(existsSync(copies)).toBe(true);
  });
});

it("search and dedupe take paths from standard input, and skip what cannot be read if told to", async () => {
  const mixed = join(folder, "mixed");
  await writeImages(mixed, { "a.png": digit(5), "b.png": digit(6), "c.png": digit(5) }, 28, 28);
  writeFileSync(join(mixed, "broken.png"), readFileSync(join(mixed, "a.png")).subarray(0, 60));
  const piped = (paths: readonly string[], ...args: string[]) =>
    JSON.parse(
      execFileSync("node", [...COMMAND_LINE, ...args, "--model", model, "--json", "-"], {
        input: paths.join("\n"),
        stdio: ["pipe", "pipe", "ignore"],
        encoding: "utf8",
      }),
    );
  const path = (name: string) => join(mixed, name);
  const { found } = piped([path("a.png"), path("b.png")], "search", "--in", mixed, "-k", "1", "--skip-unreadable");
  expect(found.map(({ query }: { query: string }) => query)).toEqual([path("a.png"), path("b.png")]);
  expect(found[0].neighbours).toMatchObject([{ image: path("c.png"), distance: 0 }]);
  const { groups, images, unreadable } = piped([mixed], "dedupe", "--threshold", "0", "--skip-unreadable");
  expect(groups).toMatchObject([[{ image: path("a.png") }, { image: path("c.png") }]]);
  expect([images, unreadable]).toEqual([3, [expect.stringContaining("broken.png: expected ")]]);
  for (const args of [
    ["search", "--in", mixed, path("a.png")],
    ["dedupe", mixed, "--threshold", "0"],
  ]) {
    const { code, stderr } = await run(args[0], ...args.slice(1));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: \S+broken\.png: expected /)]);
  }
});
