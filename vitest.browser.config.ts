import { defineConfig } from "vitest/config";

const SPEED = "test/browser/speed.browser.ts";
const shared = { testTimeout: 180_000, hookTimeout: 120_000 };

// Real browsers, two at once, each file with those of its own; alone, in the end, what measures speed.
export default defineConfig({
  test: {
    globalSetup: ["test/browser/support/global-setup.ts"],
    projects: [
      {
        test: {
          ...shared,
          name: "visits",
          include: ["test/browser/**/*.browser.ts"],
          exclude: [SPEED],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: "speed", include: [SPEED], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
