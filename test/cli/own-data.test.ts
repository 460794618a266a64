import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeSafetensors } from "../../src/formats/safetensors.ts";
import { TemporaryFolder } from "../node/temporary-folder.ts";
import { makeZip } from "../read/zip-file.ts";
import { runCommand as run } from "../support/command-line.ts";
import { stripeClasses as names, stripePng, writeStripes } from "../support/stripes.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const path = (name: string) => folder.join(name);
writeStripes(folder, "things", 14);
folder.write("things/axe/Thumbs.db", "of a system");

const FAST = ["--recipe", "quick", "--epochs", "4", "--json"];

describe("a folder of small images in colour", () => {
  const out = path("run");
  const model = join(out, "model.safetensors");
  let trained: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    trained = await run("train", path("things"), ...FAST, "--out", out);
  }, 60_000);

  it("trains whole, and says in a line each what was found out", () => {
    expect(trained.stderr).toContain('things: 42 images of 3 classes: "axe", "brain", "cup"');
    expect(trained.stderr).toContain("42 of 42 images have colour: all are read as RGB");
    expect(trained.stderr).toContain('things: 1 file left out, no images: "Thumbs.db"');
    expect(trained.stderr).toContain("a tenth of each class (6 images) is held out");
    expect(trained.stderr).toContain("36 RGB images of 24x30 to train on, 6 held out");
    expect(trained.code).toBe(0);
  });

  it("keeps the classes' names and how images are prepared in the model file", () => {
    const { metadata } = decodeSafetensors(new Uint8Array(readFileSync(model)), "model");
    expect(JSON.parse(metadata.classes)).toEqual(names);
    expect(JSON.parse(metadata.preparation)).toEqual({ fit: "contain", background: "black", invert: false });
    expect(JSON.parse(metadata.architecture).input).toMatchObject({ height: 24, width: 30, channels: 3 });
  });

  it("is evaluated on a folder or a ZIP of other images, whole, with the classes' names in the table", async () => {
    const others = writeStripes(folder, "others", 5, 20);
    const files = names.flatMap((name) =>
      [20, 21, 22, 23, 24].map((n) => ({ name: `others/${name}/${n}.png`, data: stripePng(name, n) })),
    );
    const zip = folder.write("others.zip", makeZip(files));
    const byFolder = await run("evaluate", "--model", model, "--data", others);
    expect(byFolder.stdout).toMatch(/^ +axe +5 /m);
    expect(byFolder.stdout).toMatch(/class +images +recall +precision +axe +brain +cup$/m);
    expect(byFolder.stdout).toContain("nearest neighbour");
    expect(byFolder.stderr).toContain("others: 15 images, each judged by the others");
    const byZip = await run("evaluate", "--model", model, "--data", zip);
    expect(byZip.stdout).toBe(byFolder.stdout);
    const tested = await run("evaluate", "--model", model, "--test-folder", others);
    expect(tested.stdout).toBe(byFolder.stdout);
  });

  it("does not let an image find itself where one folder is given for both", async () => {
    const things = path("things");
    const both = await run("evaluate", "--model", model, "--folder", things, "--test", things, "--json");
    expect(both.stderr).toContain("none is taken for its own neighbour");
    const alone = await run("evaluate", "--model", model, "--data", things, "--json");
    const { images, galleryImages, nearestNeighbour } = JSON.parse(both.stdout);
    expect([images, galleryImages]).toEqual([42, 42]);
    expect(nearestNeighbour).toBe(JSON.parse(alone.stdout).nearestNeighbour);
  });

  it("speaks of classes by their names", async () => {
    const args = ["evaluate", "--model", model, "--data", path("things")];
    const { stdout } = await run(...args, "--classes", "axe,cup", "--json");
    expect(JSON.parse(stdout).classes).toMatchObject([
      { name: "axe", images: 14 },
      { name: "cup", images: 14 },
    ]);
    const wrong = await run(...args, "--classes", "axe,cups");
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('Expected a class that an image has ("axe", "brain", "cup"), got "cups".');
  });

  it("does not judge it by MNIST's digits unasked", async () => {
    const { code, stderr } = await run("evaluate", "--model", model);
    expect([code, stderr]).toEqual([
      2,
      'error: This model was trained on "things": say which images to judge it by, with --data.\n',
    ]);
  });

  it("compares image files as it was trained on them: in colour, of any size", async () => {
    const a = folder.write("a.png", stripePng("axe", 3));
    const b = folder.write("b.png", stripePng("cup", 5));
    expect((await run("compare", "--model", model, a, a)).stdout).toBe("0.0000 1\n");
    const [distance, same] = (await run("compare", "--model", model, a, b)).stdout.split(" ");
    expect([Number(distance) > 0, same]).toEqual([true, "0\n"]);
  });

  it("is verified from its receipt", async () => {
    const { stdout } = await run("verify", join(out, "summary.json"));
    expect(stdout).toContain("The same bits");
  });
});

describe("a table of one's own", () => {
  const rows = (header: string, label: (n: number) => string, scale: number) => [
    header,
    ...Array.from({ length: 60 }, (_, n) => {
      const pixels = Array.from({ length: 64 }, (_, i) => {
        const [x, y] = [i % 8, Math.floor(i / 8)];
        const isInk = Math.min(x, y, 7 - x, 7 - y) > 0 && [y, x, x + y][n % 3] % 3 === 0;
        return isInk ? Math.round(scale * (1 - (n % 7) / 20)) : 0;
      });
      return [...pixels, label(n)].join();
    }),
  ];
  const header = (name: string) => [...Array.from({ length: 64 }, (_, i) => `pixel_${i}`), name].join();

  it.each([
    ["target", [] as string[]],
    ["kind", ["--label-column", "kind"]],
    ["kind", ["--label-column", "65"]],
  ])("is read with its labels in the column %s %s, its range said", async (name, args) => {
    const csv = folder.write("own.csv", rows(header(name), (n) => names[n % 3], 16).join("\n"));
    const out = path(`run-csv-${name}-${args.length}`);
    const { stderr, code } = await run("train", csv, ...args, ...FAST, "--size", "28", "--out", out, "--force");
    expect(stderr).toContain(`labels are taken from column 65 of 65 ("${name}")`);
    expect(stderr).toContain("values are taken as 0 to 16 and scaled to 0 to 255");
    expect(stderr).toContain("60 of 60 images are scaled to 28x28");
    expect(stderr).toContain("54 grey images of 28x28 to train on, 6 held out");
    expect(code).toBe(0);
    const judged = await run("evaluate", "--model", join(out, "model.safetensors"), "--data", csv, ...args, "--json");
    expect(JSON.parse(judged.stdout)).toMatchObject({ images: 60, galleryImages: 60 });
  });

  it("is inverted where it is dark on light, or told", async () => {
    const [head, ...images] = rows(header("y"), (n) => names[n % 3], 255);
    const inverted = images.map((row) => row.split(",").map((cell, c) => (c < 64 ? 255 - Number(cell) : cell)));
    const csv = folder.write("paper.csv", [head, ...inverted].join("\n"));
    const args = ["train", csv, ...FAST, "--size", "28x28", "--force", "--out", path("run-paper")];
    expect((await run(...args)).stderr).toContain("paper.csv: images are inverted, since they are dark on light");
    expect((await run(...args, "--invert", "no")).stderr).not.toContain("inverted");
    expect((await run(...args, "--invert", "maybe")).stderr).toContain("Expected auto, yes or no.");
    expect((await run(...args, "--size", "28by28")).stderr).toContain("Expected height x width, such as 28x28");
  });
});

describe("the layers for one's own images", () => {
  const train = async (...args: string[]) => {
    const { stdout, stderr, code } = await run("train", path("things"), ...FAST, "--force", ...args);
    return { code, stderr, ...(code === 0 ? JSON.parse(stdout) : {}) };
  };

  it("are wider or narrower, and the embedding longer or shorter, if asked for", async () => {
    const small = await train("--architecture", "small", "--dimension", "5", "--out", path("run-small"));
    const { layers } = small.configuration.architecture;
    expect(layers.map((layer: { filters?: number }) => layer.filters ?? 0)).toEqual([8, 16, 32, 0, 0]);
    expect(layers.at(-1)).toEqual({ type: "dense", units: 5 });
    expect((await run("verify", path("run-small/summary.json"))).stdout).toContain("The same bits");
    const large = await train("--architecture", "large", "--out", path("run-large"));
    expect(large.parameters).toBeGreaterThan(10 * small.parameters);
  });

  it("of a file give the images their size and colour", async () => {
    const input = { height: 20, width: 20, channels: 1 };
    const file = folder.write("layers.json", JSON.stringify({ input, layers: [{ type: "dense", units: 4 }] }));
    const { stderr, code } = await train("--architecture", file, "--out", path("run-layers"));
    expect(stderr).toContain("42 of 42 images are scaled to 20x20, whole, with bars where the shape is another");
    expect(stderr).toContain("42 of 42 images have colour: all are read as grey");
    expect(code).toBe(0);
    const twice = await train("--architecture", file, "--dimension", "3", "--out", path("run-layers"));
    expect([twice.code, twice.stderr]).toEqual([
      2,
      expect.stringContaining("layers.json says it itself, in its last layer."),
    ]);
  });
});

it("trains 400 classes of 5 images, and prints a few of their names", async () => {
  const rows = Array.from({ length: 2000 }, (_, n) => {
    const label = n % 400;
    const pixels = Array.from({ length: 64 }, (_, i) => (((label * 2654435761) >>> (i % 31)) & 1) * (200 + (n % 7)));
    return [`symbol ${label}`, ...pixels].join();
  });
  const csv = folder.write(
    "symbols.csv",
    [["label", ...Array.from({ length: 64 }, (_, i) => `p${i}`)].join(), ...rows].join("\n"),
  );
  const { code, stderr, stdout } = await run("train", csv, ...FAST, "--epochs", "8", "--out", path("run-symbols"));
  expect(code).toBe(0);
  expect(stderr).toContain("a tenth of each class (800 images) is held out");
  expect(stderr.split("symbol ").length).toBeLessThan(20);
  expect(JSON.parse(stdout).heldOut.accuracy).toBeGreaterThan(0.9);
  const evaluated = await run("evaluate", "--model", path("run-symbols/model.safetensors"), "--data", csv);
  expect(evaluated.stdout).toContain("and 374 classes more, with a better recall");
}, 120_000);
