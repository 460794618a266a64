import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";
import { canonicalJson, type Json } from "../../src/jobs/canonical-json.ts";
import { checkJob, type EmbedJob, hashJob, jobBase } from "../../src/jobs/job.ts";
import { isCompared } from "../../src/jobs/run-jobs.ts";

const hash = (digit: string) => digit.repeat(64);
const job: EmbedJob = { ...jobBase, kind: "embed", model: hash("a"), data: hash("b"), shard: 3 };

describe("canonical JSON", () => {
  it("is RFC 8785's: keys by UTF-16 units, ECMAScript's numbers", () => {
    // The sorting example of the RFC's section 3.2.3, in its expected order.
    const keys = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
    const shuffled = Object.fromEntries([...keys].reverse().map((key, i) => [key, i]));
    expect(Object.keys(JSON.parse(canonicalJson(shuffled))).filter((key) => key !== "1")).toEqual(
      keys.filter((key) => key !== "1"),
    );
    expect(canonicalJson({ b: [1e21, 0.000001, -0, 4.5], a: null })).toBe('{"a":null,"b":[1e+21,0.000001,0,4.5]}');
  });

  it("is one text for one value, whatever the order of its keys, and says the same", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const reversed = JSON.parse(JSON.stringify(value), (_, each) =>
          typeof each === "object" && each !== null && !Array.isArray(each)
            ? Object.fromEntries(Object.entries(each).reverse())
            : each,
        );
        const text = canonicalJson(value as Json);
        expect(canonicalJson(reversed)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("refuses what JSON cannot say, and what is too deep", () => {
    for (const value of [undefined, Number.NaN, Infinity, 1n, () => 1, { a: undefined }]) {
      expect(() => canonicalJson(value as never)).toThrow(TypeError);
    }
    let deep: Json = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow(RangeError);
  });
});

describe("a job", () => {
  it("has the sha256 of its canonical JSON as its hash", async () => {
    const { data, model, version } = job;
    const text = `{"data":"${data}","format":1,"kind":"embed","model":"${model}","shard":3,"version":"${version}"}`;
    expect(await hashJob(job)).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it.each([
    ["no object", [job], "got a list"],
    ["another format", { ...job, format: 2 }, "expected a job of format 1, got 2"],
    ["another version", { ...job, version: "9.9.9" }, 'got one of version "9.9.9"'],
    ["an unknown kind", { ...job, kind: "shell" }, 'expected a job of the kinds embed, train, got "shell"'],
    ["an inherited kind", { ...job, kind: "constructor" }, 'got "constructor"'],
    ["a path for a hash", { ...job, model: "../../etc/passwd" }, "expected the job's model, a sha256"],
    ["a negative shard", { ...job, shard: -1 }, "expected the job's shard, an integer from 0, got -1"],
    ["an entry too many", { ...job, run: "rm -r /" }, 'a job of kind embed has no "run"'],
  ])("is refused by name: %s", (_, value, message) => {
    expect(() => checkJob(value, "a worker")).toThrow(UnreadableFileError);
    expect(() => checkJob(value, "a worker")).toThrow(message);
  });

  it("is compared in the share of cases that was asked for", () => {
    const hashes = Array.from({ length: 20_000 }, (_, i) => createHash("sha256").update(String(i)).digest("hex"));
    const share = (part: number) => hashes.filter((each) => isCompared(each, part)).length / hashes.length;
    expect(share(0)).toBe(0);
    expect(share(1)).toBe(1);
    // Five standard deviations of 20,000 throws.
    expect(Math.abs(share(0.01) - 0.01)).toBeLessThan(5 * Math.sqrt((0.01 * 0.99) / 20_000));
  });
});
