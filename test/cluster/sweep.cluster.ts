import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { runCommand } from "../support/command-line.ts";
import { NatsServer, WorkerProcess } from "./nats-server.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-sweep-"));
afterAll(() => rmSync(folder, { recursive: true }));

const grid = join(folder, "grid.json");
writeFileSync(grid, JSON.stringify({ recipe: "quick", epochs: 8, lr: [0.001, 0.004, 0.002], seed: [1, 2] }));
const sweepArgs = (out: string, ...more: string[]) => [
  ...["sweep", "--grid", grid, "--out", join(folder, out), "--fraction", "0.005", "--threads", "2", ...more],
];
const text = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");

it("sweep on the workers of a server, one of them killed, comes to the tables of one process", async () => {
  expect((await runCommand(...sweepArgs("here"))).code).toBe(0);
  const server = await NatsServer.start();
  const workers = [1, 2].map(() => new WorkerProcess(["--nats", server.url]));
  try {
    const nats = ["--nats", server.url, "--compare", "0.5", "--ack-wait", "2"];
    const swept = runCommand(...sweepArgs("nats", ...nats));
    const results = join(folder, "nats", "results");
    const isOver = swept.then(() => true);
    const once = async () => (existsSync(results) && readdirSync(results).length > 0) || undefined;
    while (!(await Promise.race([isOver, sleep(5).then(once)])));
    await workers[0].kill();
    workers[0].start();
    expect((await swept).code).toBe(0);
    expect(text("nats", "sweep.csv")).toBe(text("here", "sweep.csv"));
  } finally {
    for (const worker of workers) await worker.kill();
    await server.stop();
  }
});
