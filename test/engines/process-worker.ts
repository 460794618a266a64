// Node, Deno and Bun: measures, and prints what came of it as JSON. Argument: a file with the order.
import { readFileSync } from "node:fs";
import { spawnWebWorker } from "../../src/index.ts";
import { spawnNodeWorker } from "../../src/node/spawn-thread.ts";
import { measure } from "./rows.ts";

// Node has worker_threads alone; the others have the workers of pages too.
const spawn =
  "Worker" in globalThis
    ? spawnWebWorker(() => new Worker(new URL("./thread.js", import.meta.url), { type: "module" }))
    : spawnNodeWorker;
const order = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(await measure(order, { threads: 2, spawn })));
process.exit();
