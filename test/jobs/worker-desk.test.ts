import { afterEach, expect, it, vi } from "vitest";
import { hashJob, jobBase } from "../../src/jobs/job.ts";
import { Flights } from "../../src/node/jobs/nats/flight.ts";
import { WorkerDesk } from "../../src/node/jobs/nats/worker-desk.ts";
import { version } from "../../src/version.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("counts a worker that is at work on one job for an hour, and none that has had nothing to say for long", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const flights = new Flights(() => {});
  const desk = new WorkerDesk(flights, () => {});
  const job = { ...jobBase, kind: "embed", model: "a".repeat(64), data: "b".repeat(64), shard: 0 } as const;
  const hash = await hashJob(job);
  flights.add(
    { job, hash, input: null },
    () => {},
    () => {},
  );
  const take = (worker: string, of: string) =>
    desk.answer({ type: "take", hash: of, worker, version }, new Uint8Array());
  expect(await take("busy", hash)).toEqual({ type: "go" });
  expect(await take("idle", "c".repeat(64))).toEqual({ type: "skip" });
  expect(desk.workers()).toEqual([
    { name: "busy", jobs: [hash] },
    { name: "idle", jobs: [] },
  ]);
  vi.advanceTimersByTime(3_600_000);
  expect(desk.workers()).toEqual([{ name: "busy", jobs: [hash] }]);
  desk.dismiss("busy", "it was wrong");
  expect(desk.workers()).toEqual([]);
});
