import { defineConfig } from "vitest/config";

// Several processes around a real NATS server; one file at a time, as each has workers that wait for one another. With
// LONG=1 what takes minutes: npm run test:long cluster.
const { LONG } = process.env;
export default defineConfig({
  test: {
    include: LONG ? ["test/cluster/*.long.ts", "test/cluster/tab.cluster.ts"] : ["test/cluster/*.cluster.ts"],
    testTimeout: LONG ? 3_600_000 : 120_000,
    hookTimeout: LONG ? 600_000 : 60_000,
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
});
