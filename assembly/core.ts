// What the layers of the default network call: the bytes that every page loads.
export { adam } from "./adam";
export { biasGradient } from "./bias-gradient";
export { convPoolBackwardInput } from "./conv-pool-backward-input";
export { convPoolBackwardWeight } from "./conv-pool-backward-weight";
export { convPoolForward } from "./conv-pool-forward";
export { denseBackwardWeight } from "./dense-backward-weight";
export { denseForward } from "./dense-forward";
export { gatherImages } from "./gather-images";
export { normaliseBackward, normaliseForward } from "./normalise";
export { reluBackward } from "./relu-backward";
export { squaredDistances } from "./squared-distances";
export { sumGradients } from "./sum-gradients";
export { transpose } from "./transpose";
export { winogradFilters, winogradPoolForward } from "./winograd";
export { warpImages } from "./warp-images";
