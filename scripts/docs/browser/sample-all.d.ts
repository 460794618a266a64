/** The blocks of the samples page, each as a function: made by scripts/docs/scripts.ts. */
declare module "sample:all" {
  export const samples: readonly ((console: { log(...values: unknown[]): void }) => Promise<void>)[];
}
