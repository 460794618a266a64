import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { drawStrokes } from "../../src/data/strokes.ts";
import { fingerprint, loadModel } from "../../src/formats/model.ts";
import { encodeNpy } from "../../src/formats/npy.ts";
import { loadGallery } from "../../src/gallery/index.ts";
import { loadTrainingData } from "../../src/node/read/load-dataset.ts";
import { Random } from "../../src/random.ts";
import { isColour } from "../../src/web/page/drawing.ts";
import { symbolsFromText } from "../../src/web/page/symbols.ts";
import { trainColours } from "../../src/web/symbol-worker/colour/train.ts";
import { colourWeights } from "../../src/web/symbol-worker/colour/weights.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { makeZip } from "../read/zip-file.ts";
import { pictureOf, things } from "../web/support/colour-pictures.ts";
import { encodePng } from "./support/encode-png.ts";
import { axeViolations, fill, openPage, save, text } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { again, strokes } from "./support/strokes.ts";
import { waitFor } from "./support/visitor.ts";

const SIGNS = { tee: strokes.tee, ring: strokes.zero, three: strokes.three };

/** A drawing as a picture's file, dark on light. */
function signFile(name: keyof typeof SIGNS, times: number): Buffer {
  const drawing = again(SIGNS[name], times).map((stroke) => stroke.flat().map((value) => Math.round(1000 * value)));
  return encodePng(
    drawStrokes(drawing).map((ink) => 255 - ink),
    28,
    28,
  );
}

// What is dropped on the page is taken: on Teach for symbols, elsewhere for images to train on.
describe.each(["Chromium", "Firefox"] as const)("What is dropped in %s", (name) => {
  const hasFolders = name === "Chromium";
  let visitor: PuppeteerVisitor;
  let site: Site;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "siamese-simd-drop-"));
    site = await serveSite(inject("folder"));
    visitor = await PuppeteerVisitor.start(name);
    await openPage(visitor, site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const write = async (path: string, data: Uint8Array | string): Promise<string> => {
    const full = join(folder, path);
    await mkdir(join(full, ".."), { recursive: true });
    await writeFile(full, data);
    return full;
  };
  const says = (selector: string, beginning: string, seconds = 30) =>
    waitFor(
      visitor,
      `return document.querySelector("${selector}").textContent.startsWith(${JSON.stringify(beginning)})`,
      seconds,
    );
  const taught = (...each: (readonly [name: string, drawings: number])[]) =>
    each.map(([sign, drawings]) => `${sign}Forget${drawings} drawing${drawings > 1 ? "s" : ""}`).join("");

  it("on Teach becomes symbols, named by its folders or files", async () => {
    const names = ["tee", "ring", "three"] as const;
    const parts = names.flatMap((sign) =>
      [0, 1, 2].map((i) => ({ name: `signs/${sign}/${i}.png`, data: signFile(sign, i) })),
    );
    parts.push({ name: "__MACOSX/signs/tee/._0.png", data: Buffer.from("of a system") });
    const zip = await write("signs.zip", makeZip(parts));
    for (const { name: path, data } of parts) await write(path, data);
    await write("signs/tee/.DS_Store", "of a system");
    await write("signs/tee/notes.txt", "no picture");

    await visitor.drop("#symbol-name", [hasFolders ? join(folder, "signs") : zip]);
    await says("#symbol-pictures-status", "9 of 9 pictures are remembered.");
    const all = taught(["ring", 3], ["tee", 3], ["three", 3]);
    expect(await text(visitor, "#symbols")).toBe(all);
    await visitor.click("#undo-symbols");
    expect(await text(visitor, "#symbols")).toBe("");
    // The images to train on are what they were.
    expect(await text(visitor, "#data-name")).toMatch(/^MNIST/);
    expect(await visitor.run('return document.querySelector("#data-fold").open')).toBe(false);

    // The field for files takes the archive too.
    await visitor.upload("#symbol-pictures", zip);
    await waitFor(visitor, `return document.querySelector("#symbols").textContent === ${JSON.stringify(all)}`);
    await visitor.drop("#pad-teach .pad", [await write("tee-4.png", signFile("tee", 1.5))]);
    await says("#symbol-pictures-status", "It is on the pad");
    await says("#guess", "This looks like: tee");
    if (!hasFolders) return;
    // Pictures that are numbered are what their folder says.
    await visitor.drop("#teach-title", [join(folder, "signs", "ring")]);
    await says("#symbol-pictures-status", "3 of 3 pictures are remembered.");
    expect(await text(visitor, "#symbols")).toBe(all);
  });

  // In Chromium `teach.browser.ts` does.
  it.skipIf(hasFolders)("is trained on as symbols that were drawn are", async () => {
    await visitor.click("#train-symbols");
    await says("#symbols-trained", "Trained. In a trial with one example of each held back it named 3 of 3 ", 120);
    await says("#guess", "This looks like: tee");
  });

  it("on Teach is told by its colours, if it is no drawing of lines", async () => {
    const random = Random.fromSeed(4);
    const shown = { apple: things.fruits.apple, pear: things.fruits.pear, sweden: things.flags.sweden };
    const photo = (thing: (typeof things)[string][string]): Buffer => {
      const { pixels, height, width } = pictureOf(thing, { care: 0.5, side: 160 }, random);
      return encodePng(pixels, height, width);
    };
    const parts = Object.entries(shown).flatMap(([what, thing]) =>
      [0, 1, 2, 3].map((i) => ({ name: `things/${what}/${i}.png`, data: photo(thing) })),
    );
    await visitor.drop("#symbol-name", [await write("things.zip", makeZip(parts))]);
    await says("#symbol-pictures-status", "12 of 12 pictures are remembered. What counts is their colours.");
    const ofColours = ["apple", "pear", "sweden"].map((what) => `${what}Forget4 colour pictures`).join("");
    const lines = await visitor.run<string>('return document.querySelector("#symbols").textContent');
    expect(lines.endsWith(ofColours)).toBe(true);
    // An apple's middle is red.
    const middle = await visitor.run<number[]>(`
      const canvas = document.querySelector("#symbols li:nth-last-child(3) .thumb canvas");
      return [...canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data];
    `);
    expect(middle[0]).toBeGreaterThan(middle[1] + 80);

    const look = async (thing: (typeof things)[string][string], what: string) => {
      await visitor.drop("#pad-teach .pad", [await write(what, photo(thing))]);
      await says("#pad-teach .pad-sees span", `Out of ${what}`);
      await waitFor(
        visitor,
        'return /^(This looks|None|Perhaps)/.test(document.querySelector("#guess").textContent)',
        60,
      );
      return text(visitor, "#guess");
    };
    for (const [what, thing] of Object.entries(shown)) {
      expect(await look(thing, `a-new-${what}.png`)).toBe(`This looks like: ${what}.`);
    }
    expect(await look(things.bricks["blue brick"], "brick.png")).toMatch(/^None of these/);
    // It is named, as a drawing is, and one press takes it away again.
    await fill(visitor, "#symbol-name", "brick");
    await visitor.click("#remember");
    await says("#guess", 'Remembered. Show it 2 more "brick"');
    expect(await text(visitor, "#symbols")).toBe(`${lines}brickForget1 colour picture`);
    expect(await axeViolations(visitor)).toEqual([]);
    await visitor.click("#symbols li:last-child .thumb");
    expect(await text(visitor, "#symbols")).toBe(lines);
    await visitor.drop("#pad-teach .pad", [join(folder, "brick.png")]);
    await waitFor(visitor, 'return !document.querySelector("#symbol-pictures-other").hidden');

    // Drawings are compared with drawings alone, colour pictures with colour pictures.
    await visitor.click("#symbol-pictures-other");
    await says("#symbol-pictures-status", "It is on the pad, as lines");
    await look(things.fruits.apple, "a-newer-apple.png");

    // The drawings go, to be trained on no more: with them, each kind would train a network of its own.
    for (let i = 0; i < 3; i++) await visitor.click("#symbols .symbol-head button");
    await visitor.click("#train-symbols");
    await says("#symbols-trained", "Trained. In a trial with one example of each held back it named 3 of 3 ", 120);
    await says("#guess", "This looks like: apple");
    const saved = await loadModel(await save(visitor, "#save-symbol-network"));
    expect(saved.architecture.input.channels).toBe(3);

    // The file has the pictures, for this page alone.
    const file = await write("mine.json", await save(visitor, "#save-symbols"));
    await says(
      "#symbols-file-status",
      "symbols.json is saved: load it here again. That command knows no colour pictures",
    );
    const gallery = await loadGallery(await loadModel(symbols), await readFile(file, "utf8"), file, { reembed: true });
    expect(gallery.symbols).toEqual([]);
    // Node trains on the same pictures to the same bits.
    const { colours } = JSON.parse(await readFile(file, "utf8"));
    const classes = symbolsFromText(JSON.stringify(colours), file).map(({ name, drawings }) => ({
      name,
      pictures: drawings.filter(isColour).map((picture) => picture.colours),
    }));
    const { network } = await trainColours(classes, colourWeights(), () => {});
    expect(network && (await fingerprint(network))).toBe(await fingerprint(saved));
    for (let i = 0; i < 3; i++) await visitor.click("#symbols .symbol-head button");
    await visitor.upload("#load-symbols", file);
    await says("#symbols-file-status", "mine.json: loaded.");

    await new Promise((resolve) => setTimeout(resolve, 1000));
    await openPage(visitor, site.url);
    expect(await text(visitor, "#symbols")).toBe(ofColours);
    await says("#symbols-trained", "Trained. ");
    await says("#guess", "This looks like: apple", 60);
    await visitor.click("#untrain-symbols");
    await says("#symbols-trained", "Training on them takes some seconds");
    await says("#guess", "This looks like: apple", 60);
  });

  it("elsewhere becomes images to train on, with the guesses that the command line makes", async () => {
    const { train } = await firstDigits();
    const image = (i: number) => train.images.subarray(i * 784, i * 784 + 784);
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    const rows = numbers.map((i) => [train.labels[i], ...image(i).map((ink) => 255 - ink)].join(";"));
    const head = ["label", ...Array.from({ length: 784 }, (_, i) => `p${i}`)].join(";");
    const arrays = {
      X: encodeNpy(train.images.slice(0, 200 * 784), [200, 28, 28]),
      y: encodeNpy(Int32Array.from(train.labels.subarray(0, 200)), [200]),
    };
    const pictures = numbers.map((i) => ({ name: `${train.labels[i]}/${i}.png`, data: encodePng(image(i), 28, 28) }));
    await mkdir(join(folder, "photos"));
    for (const [i, jpeg] of ["420", "422", "440", "444", "grey", "411", "410", "420-progressive"].entries()) {
      const path = join(folder, "photos", `${i < 4 ? "left" : "right"}-${i}.jpg`);
      await cp(`test/fixtures/images/${jpeg}.jpg`, path);
    }
    const jpegs = Array.from({ length: 8 }, (_, i) => join(folder, "photos", `${i < 4 ? "left" : "right"}-${i}.jpg`));
    await mkdir(join(folder, "arrays"));
    const npys = Object.entries(arrays).map(async ([key, data]) => write(`arrays/${key}.npy`, data));
    for (const [source, dropped, expected] of [
      [await write("paper.csv", `${head}\n${rows.join("\n")}\n`), undefined, "inverted, since they are dark on light"],
      [join(folder, "arrays"), await Promise.all(npys), "a tenth of each class (20 images) is held out"],
      [await write("digits.zip", makeZip(pictures)), undefined, '"0", "1", "2"'],
      [join(folder, "photos"), hasFolders ? undefined : jpegs, '2 classes: "left", "right"'],
    ] as const) {
      await visitor.drop("#compare-title", dropped ?? [source]);
      const files = source.endsWith("arrays") ? 2 : source.endsWith("photos") ? 8 : 1;
      const called = files === 1 ? basename(source) : `${files} files of your own`;
      await says("#data-name", called);
      const { notes } = await loadTrainingData({ path: source });
      const told = await visitor.run<string[]>(
        'return [...document.querySelectorAll("#data-notes li")].map(({ textContent }) => textContent)',
      );
      expect(told).toEqual(
        notes.map((note) =>
          note.replaceAll(`${source}:`, `${called}:`).replaceAll(`${basename(source)}:`, `${called}:`),
        ),
      );
      expect(told.join()).toContain(expected);
      expect(await text(visitor, "#warning")).toBe("");
    }
    expect(await visitor.run('return document.querySelector("#recipe").value')).toBe("photo");
  });
});
