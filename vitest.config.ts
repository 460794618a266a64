import { defineConfig } from "vitest/config";

// All cores, where vitest leaves one free: what is held to a time is held to the processor's.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 60_000, maxWorkers: "100%" } });
