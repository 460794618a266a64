// Runs one sample, and sends what it prints.
import { samples } from "sample:all";

const SHOWN = 4;

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Float32Array) {
    return `Float32Array(${value.length}) [${[...value.subarray(0, SHOWN)].join(", ")}, ...]`;
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

addEventListener("message", async ({ data }: MessageEvent<number>) => {
  try {
    await samples[data]({ log: (...values) => postMessage({ line: values.map(asText).join(" ") }) });
    postMessage({ finished: true });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
