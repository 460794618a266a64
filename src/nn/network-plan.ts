import { type Allocator, MAX_MEMORY_BYTES, MAX_SHARED_BYTES, MemoryCount, PAGE } from "../wasm/arena.ts";
import type { Architecture } from "./architecture.ts";
import { planFilters } from "./filters.ts";
import { layoutParameters, type ParameterLayout } from "./parameters.ts";
import type { LayerShape } from "./shapes.ts";
import { planWorkspace } from "./workspace.ts";

// Images that pass through the network together: their activations stay in the processor's second cache.
export const EMBED_IMAGES = 16;

/** Pixels (times channels) of an input image. */
export const imageSizeOf = ({ input }: Architecture): number => input.height * input.width * input.channels;

/** Where everything lies that a network needs to embed images. */
export function planNetwork(
  allocator: Allocator,
  architecture: Architecture,
  shapes: readonly LayerShape[],
  layout: ParameterLayout,
) {
  return {
    weightsAt: allocator.allocateFloats(layout.size),
    filters: planFilters(allocator, shapes),
    workspace: planWorkspace(allocator, shapes, EMBED_IMAGES, false),
    bytes: allocator.allocate((EMBED_IMAGES + 1) * imageSizeOf(architecture) + 16),
    order: allocator.allocateFloats(EMBED_IMAGES),
  };
}

/** Refuses layers that do not fit, with the whole of what they need, before any of it is taken. */
export function checkMemory(
  architecture: Architecture,
  shapes: readonly LayerShape[],
  maximum = MAX_MEMORY_BYTES,
): void {
  const count = new MemoryCount();
  planNetwork(count, architecture, shapes, layoutParameters(shapes));
  if (count.used <= maximum) return;
  const mib = (bytes: number) => Math.ceil(bytes / 2 ** 20).toLocaleString("en");
  throw new RangeError(
    `These layers need ${mib(count.used)} MiB of memory, this network may have ${mib(maximum)} MiB: use fewer units or ` +
      "filters, or pool more.",
  );
}

/**
 * The most bytes that a network may have: what was asked for, or the default for plain or shared memory.
 * @throws RangeError unless it is whole pages up to 1 GiB
 */
export function memoryLimit(maxMemory: number | undefined, shared: boolean): number {
  const limit = maxMemory ?? (shared ? MAX_SHARED_BYTES : MAX_MEMORY_BYTES);
  if (Number.isInteger(limit / PAGE) && limit >= PAGE && limit <= MAX_MEMORY_BYTES) return limit;
  throw new RangeError(`maxMemory must be whole pages of ${PAGE} bytes up to ${MAX_MEMORY_BYTES}, got ${limit}.`);
}
