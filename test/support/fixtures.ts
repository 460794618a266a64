import { readFileSync } from "node:fs";

const folder = new URL("../fixtures/", import.meta.url);

export const fixtureBytes = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
export const fixtureJson = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
export const fixturePath = (name: string): string => new URL(name, folder).pathname;

/** The largest |got - want|. */
export function largestDifference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) throw new Error(`lengths ${got.length} and ${want.length}`);
  let most = 0;
  for (let i = 0; i < got.length; i++) most = Math.max(most, Math.abs(got[i] - want[i]));
  return most;
}
