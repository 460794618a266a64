import type { TestProject } from "vitest/node";
import { buildSite } from "./site.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The built page's folder. */
    readonly folder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, remove } = await buildSite();
  project.provide("folder", folder);
  return remove;
}
