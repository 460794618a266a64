import { defineConfig } from "vitest/config";

// Real browsers, one after the other: two at a time would slow each other down, and speed is tested too.
export default defineConfig({
  test: {
    include: ["test/browser/**/*.browser.ts"],
    globalSetup: ["test/browser/support/global-setup.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
