import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UnreadableFileError } from "../../../src/errors.ts";
import { MetricsLog, metricsBefore } from "../../../src/node/write/metrics-log.ts";

const folder = mkdtempSync(join(tmpdir(), "siamese-metrics-"));
afterAll(() => rmSync(folder, { recursive: true }));

const whole = '{"step":1,"loss":3}\n{"step":2,"loss":2.5}\n{"epoch":1,"step":2,"loss":2.7,"heldOut":{"loss":1}}\n';

describe("metrics of a stopped run", () => {
  it("are read as far as the step resumed from, whose epoch ends again", () => {
    expect(metricsBefore(whole, 2, "m").map(({ step }) => step)).toEqual([1, 2]);
    expect(metricsBefore(whole, 3, "m")[2]).toMatchObject({ epoch: 1, heldOut: { loss: 1 } });
    expect(metricsBefore(whole, 1, "m")).toHaveLength(1);
  });

  it("may end in half a line, and what follows the step may be broken", () => {
    expect(metricsBefore(`${whole}{"step":3,"lo`, 9, "m")).toHaveLength(3);
    expect(metricsBefore(`${whole}{"step":3}\n`, 2, "m")).toHaveLength(2);
  });

  it.each([
    ["a loss that is missing", '{"step":2}'],
    ["a loss of null", '{"step":2,"loss":null}'],
    ["a loss that is text", '{"step":2,"loss":"2.5"}'],
    ["a loss of true", '{"step":2,"loss":true}'],
    ["no step", '{"loss":1}'],
    ["a step between two", '{"step":1.5,"loss":1}'],
    ["a held-out loss that is none", '{"epoch":1,"step":1,"loss":1,"heldOut":{"loss":null}}'],
    ["no JSON", "{step: 2}"],
    ["a control character", '\u001b[2J{"step"'],
  ])("with %s are refused by line", (_, line) => {
    const text = `{"step":1,"loss":3}\n${line}\n${whole}`;
    const read = () => metricsBefore(text, 9, "runs/a/metrics.jsonl");
    expect(read).toThrow(UnreadableFileError);
    expect(read).toThrow(/^runs\/a\/metrics\.jsonl line 2: expected a step and its loss, [ -~]+$/);
  });

  it("are left as they are if they are refused", async () => {
    const path = join(folder, "metrics.jsonl");
    const broken = '{"step":1,"loss":null}\n';
    writeFileSync(path, broken);
    await expect(MetricsLog.open(path, 5)).rejects.toThrow(UnreadableFileError);
    expect(readFileSync(path, "utf8")).toBe(broken);
  });
});
