// Compares recipes on a validation split of MNIST's training images, never on its test images:
// npx tsx scripts/search-recipes.ts '[{"mining":"all"},{"batch":96,"seeds":[1,2,3]}]'
// Each entry replaces parts of the best recipe; "images" trains on more than the first 6,000, "seeds" on more than one.
import { createDataset, type Dataset } from "../src/data/dataset.ts";
import { calibrate, classifyByNearest, evaluate } from "../src/evaluate/evaluate.ts";
import { loadDefaultMnist } from "../src/node/read/default-dataset.ts";
import { createRun } from "../src/run/create-run.ts";
import { resolveRecipe } from "../src/run/recipes.ts";

const VALIDATION = [50_000, 60_000] as const;

const { train: all } = await loadDefaultMnist();
const size = all.height * all.width;
const part = (begin: number, end: number): Dataset =>
  createDataset(all.images.slice(begin * size, end * size), all.labels.slice(begin, end), all.height, all.width);
const validation = part(...VALIDATION);
const percent = (share: number): string => (100 * share).toFixed(2);

console.log("| recipe | seed | pair accuracy | at its best threshold | AUC | equal error rate | 1-NN | seconds |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (const { images = 6000, seeds = [1], ...changes } of JSON.parse(process.argv[2] ?? "[{}]")) {
  const recipe = resolveRecipe({ base: "best", ...changes });
  const train = part(0, images);
  for (const seed of seeds) {
    const { network, trainer } = await createRun({ dataset: train, recipe, seed });
    let seconds = 0;
    for (const event of trainer.run()) if (event.type === "step") seconds = event.seconds;
    const quality = evaluate(network, validation);
    const best = evaluate(network, validation, { threshold: calibrate(network, validation).threshold });
    const nearest = classifyByNearest(network, validation, train);
    console.log(
      `| ${JSON.stringify({ images, ...changes })} | ${seed} | ${percent(quality.accuracy)} | ` +
        `${percent(best.accuracy)} | ${quality.auc.toFixed(4)} | ${percent(quality.equalErrorRate)} | ` +
        `${percent(nearest)} | ${seconds.toFixed(1)} |`,
    );
  }
}
