import * as photography from "../src/data/photo/index.ts";
import { imageSizeOf } from "../src/nn/architecture.ts";
import { createNetwork } from "../src/nn/network.ts";
import { Random } from "../src/random.ts";
import { recipeArchitecture } from "../src/run/create-run.ts";
import { defaultRecipe, recipes } from "../src/run/recipes.ts";
import { ImageStep } from "../src/train/image-step.ts";
import { interleave } from "./measure.ts";

const BATCH = 32;

/** Height, width and channels, from small and grey to large and RGB. */
const SIZES: readonly (readonly [number, number, 1 | 3])[] = [
  [8, 8, 1],
  [28, 28, 1],
  [128, 128, 1],
  [32, 20, 3],
  [64, 64, 3],
  [128, 128, 3],
];

/**
 * Training steps of 32 images by the defaults for each size: layers that fit, recipe "best" or "photo"; and embedding.
 * `augment_share` is the part of a step that changing the images takes.
 */
export async function imageStepTable(seconds: number, leastRounds: number) {
  const rows = [];
  for (const [height, width, channels] of SIZES) {
    const recipe = recipes[defaultRecipe({ channels })];
    const architecture = recipeArchitecture(recipe, { height, width, channels });
    const random = Random.fromSeed(7);
    const images = Uint8Array.from({ length: BATCH * imageSizeOf(architecture) }, () => random.below(256));
    const labels = Uint16Array.from({ length: BATCH }, (_, i) => i >> 2);
    const index = Uint32Array.from({ length: BATCH }, (_, i) => i);
    const { lr, loss, mining, margin } = recipe;
    const steps = [];
    for (const augment of [recipe.augment, null]) {
      const network = await createNetwork({ architecture });
      const training = new ImageStep(network, images, labels, {
        batch: BATCH,
        lr,
        loss: { loss, mining, margin },
        augment,
        photography: augment && channels === 3 ? photography : undefined,
      });
      steps.push({ network, run: () => training.run(index, random, lr) });
    }
    const [whole, plain] = steps;
    const embed = () => whole.network.embed(images);
    const [us, plainUs, embedUs] = interleave([whole.run, plain.run, embed], seconds, leastRounds);
    rows.push({
      size: `${height}x${width}x${channels}`,
      us_per_image: us / BATCH,
      images_per_s: (BATCH / us) * 1e6,
      augment_share: 1 - plainUs / us,
      embed_images_per_s: (BATCH / embedUs) * 1e6,
    });
  }
  return rows;
}
