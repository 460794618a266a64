import { UnreadableFileError } from "../errors.ts";
import { type Architecture, resolveLayers } from "../nn/architecture.ts";
import type { ResolvedLayer } from "../nn/layers/layer.ts";
import { checkMemory } from "../nn/memory.ts";
import { parseJson } from "../parse-json.ts";

const EXAMPLE = '{"input": {"height": 28, "width": 28, "channels": 1}, "layers": [{"type": "dense", "units": 10}]}';

/**
 * Reads an architecture from JSON, and checks all of it, the memory that it needs included.
 * @param source the file's name, for errors
 * @throws UnreadableFileError naming the entry or the layer that is wrong
 */
export function parseArchitecture(
  text: string,
  source: string,
): { readonly architecture: Architecture; readonly layers: readonly ResolvedLayer[] } {
  const architecture = parseJson(text) as Architecture;
  if (architecture === undefined) {
    throw new UnreadableFileError(`${source}: expected an architecture in JSON, such as ${EXAMPLE}.`);
  }
  try {
    const layers = resolveLayers(architecture);
    checkMemory(architecture, layers);
    return { architecture, layers };
  } catch (error) {
    throw new UnreadableFileError(`${source}: the architecture is unusable: ${(error as Error).message}`);
  }
}
