import { beforeAll, describe, expect, it } from "vitest";
import { glyphs } from "../../src/data/sources/glyphs.ts";
import { drawStrokes } from "../../src/data/strokes.ts";
import { UnreadableFileError } from "../../src/errors.ts";
import { createGallery, type Gallery, loadGallery, saveGallery } from "../../src/gallery/index.ts";
import { symbolsArchitecture } from "../../src/nn/architecture.ts";
import { createNetwork, type Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";

const SIZE = 28 * 28;
const cross = [
  [5, 0, 5, 10],
  [0, 5, 10, 5],
];
const corner = [[0, 0, 0, 10, 10, 10]];
const ring = [[5, 0, 10, 5, 5, 10, 0, 5, 5, 0]];

let network: Network;
let other: Network;
beforeAll(async () => {
  network = await createNetwork({ architecture: symbolsArchitecture });
  other = await createNetwork({ architecture: symbolsArchitecture, seed: 2 });
});

function threeSymbols(options = {}): Gallery {
  const gallery = createGallery(network, options);
  gallery.add("cross", cross);
  gallery.add("corner", corner);
  gallery.add("corner", [[0, 1, 1, 10, 10, 9]]);
  gallery.add("ring", drawStrokes(ring));
  return gallery;
}

describe("a gallery", () => {
  it("names what it was shown, and a drawing of any size and place is the same one", () => {
    const gallery = threeSymbols();
    for (const [name, strokes] of [["cross", cross] as const, ["ring", ring] as const]) {
      const answer = gallery.classify(strokes);
      expect(answer.nearest).toBe(name);
      expect(answer.distance).toBeLessThan(1e-6);
      const large = strokes.map((stroke) => stroke.map((value) => 40 * value + 300));
      expect(gallery.classify(large)).toEqual(answer);
    }
  });

  it("forgets one example, then with the last one the symbol, and takes a new name without another answer", () => {
    const gallery = threeSymbols();
    const before = gallery.classify(cross);
    gallery.rename("cross", "plus");
    expect(gallery.classify(cross)).toEqual({ ...before, nearest: "plus", name: before.name && "plus" });
    expect(gallery.symbols.map(({ name }) => name)).toEqual(["plus", "corner", "ring"]);
    gallery.remove("corner", 0);
    expect(gallery.symbols[1].examples).toEqual([[[0, 1, 1, 10, 10, 9]]]);
    gallery.remove("corner", 0);
    gallery.remove("plus");
    expect(gallery.symbols.map(({ name }) => name)).toEqual(["ring"]);
    expect(gallery.classify(cross).nearest).toBe("ring");
  });

  it("keeps its own copy of what it was taught", () => {
    const gallery = createGallery(network);
    const pixels = drawStrokes(ring);
    gallery.add("ring", pixels);
    pixels.fill(0);
    expect(gallery.symbols[0].examples[0]).toEqual(drawStrokes(ring));
  });

  it("says what is wrong with a name, an example or an option", () => {
    const gallery = threeSymbols();
    expect(() => createGallery(network).classify(cross)).toThrow("Nothing has been taught yet");
    expect(() => gallery.add("", cross)).toThrow("must have 1 to 200 characters, got 0");
    expect(() => gallery.add(7 as never, cross)).toThrow(TypeError);
    expect(() => gallery.add("x", new Uint8Array(3))).toThrow("Expected an image of 28x28, 784 bytes, got 3.");
    expect(() => gallery.add("x", [[1]])).toThrow("Stroke 0: expected x and y");
    expect(() => gallery.remove("square")).toThrow('There is no symbol called "square".');
    expect(() => gallery.remove("cross", 1)).toThrow('"cross" has examples 0 to 0, got 1.');
    expect(() => gallery.rename("cross", "ring")).toThrow('There is already a symbol called "ring".');
    expect(() => createGallery(network, { falseAccept: 1 })).toThrow("above 0 and below 1, got 1");
    expect(gallery.symbols.map(({ name }) => name)).toEqual(["cross", "corner", "ring"]);
  });

  it("takes fewer strangers for its own where fewer are allowed, about as many as asked for", () => {
    const { images } = glyphs(300, 1, 0.7, Random.fromSeed(77));
    const embeddings = createGallery(network).embed(images);
    const accepted = [0.02, 0.1, 0.4].map((falseAccept) => {
      const gallery = createGallery(network, { falseAccept });
      const taught = glyphs(8, 3, 0.7, Random.fromSeed(78));
      for (let i = 0; i < 24; i++)
        gallery.add(`symbol ${taught.labels[i]}`, taught.images.subarray(i * SIZE, (i + 1) * SIZE));
      let count = 0;
      for (let i = 0; i < 300; i++) {
        if (gallery.classifyEmbedding(embeddings.slice(i * 64, (i + 1) * 64)).name !== undefined) count++;
      }
      return count / 300;
    });
    expect(accepted[0]).toBeLessThan(0.07);
    expect(Math.abs(accepted[1] - 0.1)).toBeLessThan(0.08);
    expect(accepted[1]).toBeGreaterThan(accepted[0]);
    expect(accepted[2]).toBeGreaterThan(accepted[1]);
  });

  it("calls even odds what it takes and what it refuses just so", () => {
    const gallery = threeSymbols();
    const { images } = glyphs(40, 1, 0.7, Random.fromSeed(5));
    for (let i = 0; i < 40; i++) {
      const { name, odds } = gallery.classify(images.subarray(i * SIZE, (i + 1) * SIZE));
      expect(name !== undefined).toBe(odds >= 1);
    }
  });
});

describe("a gallery file", () => {
  it("gives the same answers when it is read again, of strokes and of pixels", async () => {
    const gallery = threeSymbols({ falseAccept: 0.1 });
    const again = await loadGallery(network, await saveGallery(gallery));
    expect(again.symbols).toEqual(gallery.symbols);
    expect(again.falseAccept).toBe(0.1);
    for (const strokes of [cross, corner, ring]) expect(again.classify(strokes)).toEqual(gallery.classify(strokes));
  });

  it("is refused with another model, unless its drawings are to be embedded anew", async () => {
    const text = await saveGallery(threeSymbols());
    await expect(loadGallery(other, text, "my.json")).rejects.toThrow("my.json: taught with another model");
    const again = await loadGallery(other, text, "my.json", { reembed: true });
    expect(again.classify(ring)).toMatchObject({ nearest: "ring" });
    expect(again.network).toBe(other);
  });

  it.each([
    ["nothing", "", "this is not JSON"],
    ["null", "null", "expected the format"],
    ["another format", '{"format":"2"}', 'got "2"'],
    ["no model", '{"format":"siamese-simd gallery 1","symbols":[]}', "expected the model's fingerprint"],
    [
      "a symbol without a name",
      '{"format":"siamese-simd gallery 1","model":"M","symbols":[{}]}',
      "symbol 0: expected a name",
    ],
    ["pixels that are none", oneExample('{"pixels":"%%"}'), "symbol 0, example 0: its pixels are no base64"],
    ["pixels of another size", oneExample('{"pixels":"AAAA"}'), "symbol 0, example 0: Expected an image of 28x28"],
    ["a stroke of text", oneExample('{"strokes":[["a"]]}'), "expected strokes, lists of numbers"],
    ["half a place", oneExample('{"strokes":[[1]]}'), "symbol 0, example 0: Stroke 0"],
    ["an example that is null", oneExample("null"), "expected strokes"],
    [
      "a rate of text",
      '{"format":"siamese-simd gallery 1","model":"M","falseAccept":"0.5","symbols":[]}',
      "must be a number",
    ],
  ])("refuses %s, saying where it is wrong", async (_, text, message) => {
    const reading = loadGallery(network, text, "my.json", { reembed: true });
    await expect(reading).rejects.toThrow(UnreadableFileError);
    await expect(loadGallery(network, text, "my.json", { reembed: true })).rejects.toThrow(message);
  });
});

function oneExample(example: string): string {
  return `{"format":"siamese-simd gallery 1","model":"M","symbols":[{"name":"a","examples":[${example}]}]}`;
}
