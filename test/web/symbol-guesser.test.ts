import { beforeAll, expect, test } from "vitest";
import { loadModel } from "../../src/formats/model.ts";
import type { Network } from "../../src/nn/network.ts";
import { Random } from "../../src/random.ts";
import { SymbolGuesser } from "../../src/web/symbol-worker/symbol-guesser.ts";
import { symbols } from "../../src/weights/symbols.ts";
import { byHand, names } from "./support/hand-drawn.ts";

let network: Network;
beforeAll(async () => {
  network = await loadModel(symbols);
});

/** Teaches three of the shapes by five drawings each, again and again, and shows it others of them and of the rest. */
function judge(trials: number, seed: number): { known: number; refused: number } {
  const random = Random.fromSeed(seed);
  const counts = { known: 0, right: 0, foreign: 0, refused: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const foreign = [...names];
    const own = Array.from({ length: 3 }, () => foreign.splice(random.below(foreign.length), 1)[0]);
    const taught = own.map((name) => {
      return { name, drawings: Array.from({ length: 5 }, () => ({ strokes: byHand(name, random) })) };
    });
    const guesser = new SymbolGuesser(network);
    const ask = (name: string) => guesser.guess(taught, { strokes: byHand(name, random) });
    for (const name of own) {
      for (let i = 0; i < 4; i++) {
        counts.known++;
        if (ask(name)?.name === name) counts.right++;
      }
    }
    for (const name of foreign) {
      counts.foreign++;
      if (ask(name)?.name === undefined) counts.refused++;
    }
  }
  return { known: counts.right / counts.known, refused: counts.refused / counts.foreign };
}

test("of three symbols of five drawings, new drawings are found and other symbols refused", () => {
  const { known, refused } = judge(60, 11);
  console.log(
    `${(known * 100).toFixed(1)} % of known symbols found, ${(refused * 100).toFixed(1)} % of others refused`,
  );
  expect(known).toBeGreaterThanOrEqual(0.95);
  expect(refused).toBeGreaterThanOrEqual(0.93);
});
