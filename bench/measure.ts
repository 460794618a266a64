export const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1];

/**
 * Times several functions in turn, A B C A B C ..., so that a machine's drift touches all alike.
 * @returns each one's median in microseconds
 */
export function interleave(functions: readonly (() => unknown)[], seconds: number, leastRounds = 9): number[] {
  for (const f of functions) {
    const end = performance.now() + 150;
    for (let i = 0; i < 3 || (performance.now() < end && i < 500); i++) f();
  }
  const times: number[][] = functions.map(() => []);
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < leastRounds || performance.now() < end; round++) {
    for (const [i, f] of functions.entries()) {
      const begin = performance.now();
      f();
      times[i].push((performance.now() - begin) * 1000);
    }
  }
  return times.map(median);
}
