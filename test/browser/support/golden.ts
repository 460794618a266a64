import { resolveRecipe } from "../../../src/run/recipes.ts";

/** A short run on MNIST's first 6,000 digits, with every setting spelt out. */
export const goldenRun = {
  recipe: resolveRecipe("notebook", { epochs: 2, batch: 32, lr: 0.001, margin: 2 }),
  seed: 1,
};

export const GOLDEN_STEPS = 1000;

/** The weights' sha256 after `GOLDEN_STEPS` steps, as Node 20 gave it on x86-64. Another is another network. */
export const GOLDEN_FINGERPRINT = "69fff2d4fb1c1b18951f633fabe2a2d48e0ff6775129d333a63b1a5429072819";
