// siamese-simd/few: training on a few drawings of each of some symbols, where that makes nothing worse.
export { type FewTraining, trainFew } from "./run/train-few.ts";
export { type FewOptions, type FewQuality, type FewTrial, fewRecipe } from "./run/try-few.ts";
