// All kernels: the module that is shipped, and that is loaded on demand where a layer asks for more than the core.
export * from "./core";
export { averagePoolBackward, averagePoolForward } from "./average-pool";
export { copyRows } from "./copy-rows";
export { rowDistances } from "./row-distances";
export { winogradSixFilters, winogradSixForward } from "./winograd-six";
