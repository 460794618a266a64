import { defineConfig } from "vitest/config";

// Several processes around a real NATS server; one file at a time, as each has workers that wait for one another.
export default defineConfig({ test: { include: ["test/cluster/*.cluster.ts"], testTimeout: 120_000, maxWorkers: 1 } });
