// siamese-simd/search: the nearest of many embeddings, exactly; and those that are near to each other.

export {
  createNearestIndex,
  createNearestScan,
  type NearestIndex,
  type NearestScan,
  type Neighbours,
  type SearchOptions,
} from "./search/nearest.ts";
