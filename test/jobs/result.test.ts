import fc from "fast-check";
import { expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { type EmbedJob, hashJob, jobBase } from "../../src/jobs/job.ts";
import { decodeResult, encodeResult } from "../../src/jobs/result.ts";

const job: EmbedJob = { ...jobBase, kind: "embed", model: "a".repeat(64), data: "b".repeat(64), shard: 3 };
const hash = await hashJob(job);
const body = Uint8Array.from({ length: 1000 }, (_, i) => i * 7);
const file = await encodeResult(job, body, "host-1");
const text = new TextDecoder("latin1").decode(file);
const edited = (from: string, to: string) => Uint8Array.from(text.replace(from, to), (c) => c.charCodeAt(0));
const refusal = (bytes: Uint8Array, wanted = hash) => decodeResult(bytes, wanted, "worker x").catch((error) => error);

it("comes back as it was written", async () => {
  expect(await decodeResult(file, hash, "a file")).toMatchObject({ job, worker: "host-1", body });
});

it.each([
  ["cut", file.subarray(0, file.length - 1), "expected a result of 1000 bytes, as its header says, got 999"],
  ["cut in its header", file.subarray(0, 40), "got other or shorter data"],
  ["empty", new Uint8Array(), "got other or shorter data"],
  ["zeros, as a crash may leave them", new Uint8Array(file.length), "got other or shorter data"],
  ["longer", Uint8Array.from([...file, 0]), "got 1001"],
  ["forged in its body", file.map((byte, i) => (i === file.length - 5 ? byte ^ 1 : byte)), "changed"],
  [
    "of another version",
    edited(jobBase.version, "0.0.9"),
    'expected a job of version 0.1.0, got one of version "0.0.9"',
  ],
  ["of another format", edited("result 1", "result 2"), "got other or shorter data"],
  ["of other data", edited("b".repeat(64), "c".repeat(64)), "another job or of other data"],
  ["of another shard", edited('"shard":3', '"shard":4'), "another job or of other data"],
  ["of a worker with a path for a name", edited("host-1", "../../x"), "expected the name of a worker"],
])("is refused by name where it is %s", async (_, bytes, message) => {
  const error = await refusal(bytes);
  expect(error).toBeInstanceOf(UnreadableFileError);
  expect(error.message).toContain("worker x: ");
  expect(error.message).toContain(message);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
  expect(error.message).not.toMatch(/[\x00-\x1f]/);
});

it("is refused where it was swapped for another job's", async () => {
  const other = { ...job, shard: 4 };
  const swapped = await encodeResult(other, body, "host-1");
  expect((await refusal(swapped)).message).toContain("another job");
  expect(await decodeResult(swapped, await hashJob(other), "a file")).toMatchObject({ job: other });
});

it("is refused whatever single byte of it is changed, except where the worker's name becomes another", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const damaged = file.map((byte, i) => (i === at ? byte ^ change : byte));
      const read = await refusal(damaged);
      if (read instanceof UnreadableFileError) return;
      expect(read.body).toEqual(body);
      expect(read.job).toEqual(job);
    }),
    { numRuns: 500 },
  );
});
