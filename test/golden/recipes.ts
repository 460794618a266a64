import { takeFraction } from "../../src/data/dataset.ts";
import { loadDefaultMnist } from "../../src/node/read/default-dataset.ts";
import type { RecipeName } from "../../src/run/recipes.ts";

/** The first tenth of MNIST, as the command line takes it: what the fingerprints below are of, with seed 1. */
export async function goldenDigits() {
  const { train, test } = await loadDefaultMnist();
  return { dataset: takeFraction(train, 0.1), heldOut: takeFraction(test, 0.1) };
}

/**
 * The sha256 of recipes' weights after 300 steps, and after the whole run. Those of best, quick and notebook were computed
 * by the code as it stood before the house was rebuilt (commit aa36d5b), with Node 20 on x86-64. Others are another network.
 */
export const golden = {
  best: {
    after300: "507d8da99f22ad6783744d8380ee71f774f50d242edf6192d17ecc09426aa89d",
    whole: "8c9893750df8f85055e40610484f1a2314809c227a695fc491628a3691488993",
  },
  quick: {
    after300: "9d142dc442a29a0ac30fb2fe4093efeb3872a9ad01971692eca88b8161231cc6",
    whole: "557ff3ce71108f55cd7037a52f5c38b6275926f905889596cb64721c1df36945",
  },
  notebook: {
    after300: "1c4b83b1a9b3017df94dfd18a30a31f3784832d8447f67af42f20be8bbed41ca",
    whole: "8520c411cef50f58f346736c9febb498aac595f07cee32d0f47331f6adafb2f7",
  },
  symbols: {
    after300: "4109cd1bc2218131083ff1e2028a59ef66eeeff3d6b5a273d0088fc70ade199f",
    whole: "c57d46ec58f9599099c6acda56d132bdbd26d41d5b08cca5015a7b6cb78828d4",
  },
} as const satisfies Readonly<Partial<Record<RecipeName, { after300: string; whole: string }>>>;

export const goldenNames = Object.keys(golden) as (keyof typeof golden)[];

/** The same of the recipe open, after 100 steps. */
export const OPEN_AFTER_100 = "296252ae6639bc8a2592b7d158d696de0d6219dbee0cd240349aac60b503aee9";
