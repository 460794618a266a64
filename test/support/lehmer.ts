/** A repeatable source of test numbers, apart from the library's own generator. */
export function lehmer(seed: number): () => number {
  let state = (seed * 2654435761) % 2147483647 || 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
