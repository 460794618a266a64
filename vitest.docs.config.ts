import { defineConfig } from "vitest/config";

// Real browsers around the docs site, as it lies in build/docs.
export default defineConfig({
  test: { include: ["test/docs-site/*.site.ts"], testTimeout: 600_000, hookTimeout: 120_000, maxWorkers: 2 },
});
