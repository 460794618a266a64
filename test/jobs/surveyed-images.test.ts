import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { saveModel } from "../../src/formats/model.ts";
import { decodeEmbeddedShard } from "../../src/jobs/embedded-shard.ts";
import type { ReadImage } from "../../src/jobs/image-pack.ts";
import { hashJob, jobBase } from "../../src/jobs/job.ts";
import { JobThread, type ThreadEnd } from "../../src/jobs/job-thread.ts";
import { createNetwork } from "../../src/nn/network.ts";
import { ImageReader } from "../../src/node/jobs/image-reader.ts";
import { openThread } from "../../src/node/jobs/open-thread.ts";
import { SurveyedImages } from "../../src/node/jobs/surveyed-images.ts";
import { writeImages } from "../support/image-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-surveyed-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

it("keeps small shards for their jobs, once each, and as many as a thread can hold", async () => {
  const SIZE = 7 * 2 ** 20;
  const names = ["a", "b", "c", "d", "e"];
  for (const [i, name] of names.entries()) writeFileSync(at(name), new Uint8Array(SIZE).fill(i));
  writeFileSync(at("large"), new Uint8Array(9 * 2 ** 20));
  const surveyed = new SurveyedImages(new ImageReader());
  const hashes = new Map<string, string>();
  for (const name of ["large", ...names]) hashes.set(name, await surveyed.survey([at(name)]));
  rmSync(at("e"));
  rmSync(at("a"));
  const read = async (name: string) => {
    const images: ReadImage[] = [];
    for await (const image of surveyed.images([at(name)], hashes.get(name) ?? "")) images.push(image);
    return images;
  };
  const [last] = await read("e");
  expect(last.name).toBe(at("e"));
  expect(Buffer.compare(last.bytes ?? new Uint8Array(), new Uint8Array(SIZE).fill(4))).toBe(0);
  // Its job has been run, and the oldest had to go: both are read again, and are not there.
  await expect(read("e")).rejects.toThrow("they are not those of the job");
  await expect(read("a")).rejects.toThrow("they are not those of the job");
  expect((await read("large"))[0].bytes).toHaveLength(9 * 2 ** 20);
});

it("a thread that ends after it has read images takes none of them along: they are read again", async () => {
  const bytes = saveModel(await createNetwork({ seed: 5 }));
  await writeImages(folder, { "digit.png": Uint8Array.from({ length: 784 }, (_, i) => i % 251) }, 28, 28);
  let end: ThreadEnd | undefined;
  const thread = new JobThread({
    content: async () => bytes,
    open: async (take, lose) => {
      end = await openThread(undefined)(take, lose);
      return end;
    },
  });
  try {
    const input = [at("digit.png")];
    const data = await thread.survey(input);
    await end?.terminate();
    const job = { ...jobBase, kind: "embed", model: "0".repeat(64), data, shard: 0 } as const;
    const { body } = await thread.run({ job, hash: await hashJob(job), input });
    expect(decodeEmbeddedShard(body, "a result")).toMatchObject({ names: input, unreadable: [] });
  } finally {
    await thread.close();
  }
});
