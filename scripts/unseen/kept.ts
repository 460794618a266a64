import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseJson } from "../../src/parse-json.ts";

interface Line<Value> {
  readonly key: string;
  readonly what: unknown;
  readonly value: Value;
}

/**
 * Results in a file, a line of JSON each as they come: a run that was broken off goes on where it was, and several that
 * share the file do not measure what another has.
 */
export class KeptResults<Value> {
  readonly #file: string;

  /** @param file of an earlier run, or one to be made */
  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  /** The value that was measured of this, else measured now and written down. @param what JSON that says all of it */
  async of(what: unknown, measure: () => Promise<Value>): Promise<Value> {
    const key = createHash("sha256").update(JSON.stringify(what)).digest("hex");
    const known = this.#lines().find((line) => line.key === key);
    if (known) return known.value;
    const value = await measure();
    // A line that was cut off by the end of a run is left behind.
    appendFileSync(this.#file, `\n${JSON.stringify({ key, what, value } satisfies Line<Value>)}\n`);
    return value;
  }

  #lines(): Line<Value>[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, "utf8").split("\n");
    return lines.map((line) => parseJson(line) as Line<Value> | undefined).filter((line) => line !== undefined);
  }
}
