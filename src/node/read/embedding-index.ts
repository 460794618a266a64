import { parseJson } from "../../parse-json.ts";
import { readNpy } from "../../read/npy.ts";
import { refuse } from "../../read/unreadable.ts";
import { NAMES_FORMAT, type NpyNames, namesPath } from "../write/embedding-rows.ts";
import { readBytes } from "./read-bytes.ts";

/** Embeddings that `embed --out index.npy` has written. */
export interface EmbeddingIndex {
  readonly names: readonly string[];
  /** (names, dimension) */
  readonly embeddings: Float32Array;
}

/** Bytes of a file of names: 250,000 of a thousand each. */
const MAX_NAMES_BYTES = 2 ** 28;

function isNames(value: unknown): value is NpyNames {
  const { format, fingerprint, names } = Object(value);
  const areNames = Array.isArray(names) && names.every((name) => typeof name === "string");
  return format === NAMES_FORMAT && typeof fingerprint === "string" && areNames;
}

/**
 * Reads an .npy file of embeddings and the names beside it.
 * @throws UnreadableFileError if either is missing or broken, or they are another network's
 */
export async function readEmbeddingIndex(
  path: string,
  dimension: number,
  fingerprint: string,
): Promise<EmbeddingIndex> {
  const { shape, data } = readNpy(await readBytes(path), path);
  if (!(data instanceof Float32Array) || shape.length !== 2 || shape[1] !== dimension) {
    refuse(path, `expected 32-bit floats of shape (N, ${dimension}), got (${shape.join(", ")}).`);
  }
  const beside = namesPath(path);
  const names = parseJson(new TextDecoder().decode(await readBytes(beside, MAX_NAMES_BYTES)));
  if (!isNames(names)) refuse(beside, "expected the names that embed writes beside an .npy file, got other data.");
  if (names.fingerprint !== fingerprint) {
    refuse(path, "expected embeddings by this model, got another's; run embed again.");
  }
  if (names.names.length !== shape[0]) {
    refuse(beside, `expected ${shape[0]} names, as many as embeddings, got ${names.names.length}.`);
  }
  return { names: names.names, embeddings: data };
}
