import { type Allocator, MAX_MEMORY_BYTES, MemoryCount } from "../wasm/arena.ts";
import { type Architecture, imageSizeOf } from "./architecture.ts";
import { placeLayers } from "./layers/index.ts";
import type { ResolvedLayer } from "./layers/layer.ts";
import { allocateWorkspace } from "./workspace.ts";

// Images that pass through the network together: their activations stay in the processor's second cache.
export const EMBED_IMAGES = 16;

/** Takes room for everything that a network needs to embed images. */
export function allocateNetwork(allocator: Allocator, architecture: Architecture, layers: readonly ResolvedLayer[]) {
  return {
    layers: placeLayers(allocator, layers),
    workspace: allocateWorkspace(allocator, layers, EMBED_IMAGES, false),
    bytes: allocator.allocate((EMBED_IMAGES + 1) * imageSizeOf(architecture) + 16),
    order: allocator.allocateFloats(EMBED_IMAGES),
  };
}

/** Refuses layers that do not fit, with the whole of what they need, before any of it is taken. */
export function checkMemory(
  architecture: Architecture,
  layers: readonly ResolvedLayer[],
  maximum = MAX_MEMORY_BYTES,
): void {
  const count = new MemoryCount();
  allocateNetwork(count, architecture, layers);
  if (count.used <= maximum) return;
  const mib = (bytes: number) => Math.ceil(bytes / 2 ** 20).toLocaleString("en");
  throw new RangeError(
    `These layers need ${mib(count.used)} MiB of memory, this network may have ${mib(maximum)} MiB: use fewer units or ` +
      "filters, or pool more.",
  );
}
