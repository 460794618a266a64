import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { MAX_PLACES, OUTSIDE, PAD_SIDE } from "../../src/elements/pad-grid.ts";
import { loadModel, saveModel } from "../../src/formats/model.ts";
import type { Network } from "../../src/nn/network.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { fromByteWeights, toByteWeights } from "../../src/web/one-file/byte-weights.ts";
import { contentsOf, joinParts, partsOf, splitParts } from "../../src/web/one-file/contents.ts";
import { packDrawings, unpackDrawings } from "../../src/web/one-file/packed-drawings.ts";
import { DIGIT_SIZE } from "../../src/web/page/drawing.ts";
import { SymbolGuesser } from "../../src/web/symbol-worker/symbol-guesser.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { asDrawn, byHand, names } from "./support/hand-drawn.ts";

const about = { title: "Same?", compare: "", symbolsTitle: "", run: "", made: "", words: { same: "Gleich" } };

describe("drawings in a page's file", () => {
  const place = fc.tuple(...Array(2).fill(fc.integer({ min: -OUTSIDE, max: PAD_SIDE + OUTSIDE })));
  const stroke = fc.array(place, { minLength: 1, maxLength: MAX_PLACES }).map((places) => places.flat() as number[]);
  const drawing = fc.oneof(
    fc.array(stroke, { minLength: 1, maxLength: 5 }).map((strokes) => ({ strokes })),
    fc.uint8Array({ minLength: DIGIT_SIZE, maxLength: DIGIT_SIZE }).map((pixels) => ({ pixels })),
  );
  const taught = fc.array(fc.record({ name: fc.string(), drawings: fc.array(drawing, { maxLength: 5 }) }), {
    maxLength: 5,
  });

  it("come out as they went in", () => {
    fc.assert(
      fc.property(taught, (all) => {
        const { names, bytes } = packDrawings(all);
        expect(unpackDrawings(names, bytes)).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  it("take about two bytes a place, as a hand draws", () => {
    const random = Random.fromSeed(1);
    const strokes = names.flatMap((name) => byHand(name, random).map((line) => asDrawn(line, random)));
    const { bytes } = packDrawings([{ name: "all", drawings: [{ strokes }] }]);
    expect(bytes.length).toBeLessThan(2.2 * (strokes.flat().length / 2));
  });
});

describe("networks in a page's file", () => {
  let network: Network;
  let rounded: Network;
  beforeAll(async () => {
    network = await loadModel(symbols);
    rounded = await loadModel(fromByteWeights(toByteWeights(symbols)));
  });

  it("judges symbols with 8 bits a weight as with 32: 99 % alike, at distances within 2 %", () => {
    const random = Random.fromSeed(9);
    const counts = { all: 0, alike: 0 };
    let furthest = 0;
    for (let trial = 0; trial < 20; trial++) {
      const foreign = [...names];
      const own = Array.from({ length: 3 }, () => foreign.splice(random.below(foreign.length), 1)[0]);
      const taught = own.map((name) => {
        return { name, drawings: Array.from({ length: 5 }, () => ({ strokes: byHand(name, random) })) };
      });
      const [exact, near] = [new SymbolGuesser(network), new SymbolGuesser(rounded)];
      for (const name of [...own, ...own, ...foreign]) {
        const drawing = { strokes: byHand(name, random) };
        const [a, b] = [exact.guess(taught, drawing), near.guess(taught, drawing)];
        counts.all++;
        if (a?.name === b?.name) counts.alike++;
        furthest = Math.max(furthest, Math.abs((b?.distance ?? 0) / (a?.distance ?? 1) - 1));
      }
    }
    console.log(`${counts.alike} of ${counts.all} verdicts alike, distances within ${(100 * furthest).toFixed(2)} %`);
    expect(counts.alike / counts.all).toBeGreaterThanOrEqual(0.99);
    expect(furthest).toBeLessThan(0.02);
  });

  it("keeps the other network's bits, the rounded one's metadata, and every drawing", async () => {
    const model = saveModel(await createNetwork({ seed: 3 }));
    const drawn = [
      { name: "tee", drawings: [{ strokes: [[1, 2, 3, 4]] }, { pixels: new Uint8Array(DIGIT_SIZE).fill(7) }] },
    ];
    const contents = { about, model, symbols: drawn, symbolModel: symbols };
    const back = contentsOf(splitParts(joinParts(partsOf(contents))));
    expect(back).toMatchObject({ about, symbols: drawn });
    expect(Buffer.compare(back.model, model)).toBe(0);
    expect(rounded.calibration).toEqual(network.calibration);
    expect(rounded.architecture).toEqual(network.architecture);
  });

  it("rounds each filter by itself, one of zeros and a bias too", async () => {
    const made = await createNetwork({ seed: 3 });
    made.weights.fill(0);
    made.weights[0] = 1e-30;
    const back = await loadModel(fromByteWeights(toByteWeights(saveModel(made))));
    expect([...back.weights].filter((weight) => weight !== 0)).toHaveLength(1);
    expect(Math.abs(back.weights[0] / 1e-30 - 1)).toBeLessThan(1e-6);
  });

  it("has no symbols where there are none", async () => {
    const model = saveModel(await createNetwork({ seed: 3 }));
    const back = contentsOf(splitParts(joinParts(partsOf({ about, model, symbols: [] }))));
    expect(back).toEqual({ about, model, symbols: [], symbolModel: undefined });
  });
});
