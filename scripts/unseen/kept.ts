import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

interface Line<Value> {
  readonly key: string;
  readonly what: unknown;
  readonly value: Value;
}

/** Results in a file, a line of JSON each as they come, so that a run that was broken off goes on where it was. */
export class KeptResults<Value> {
  readonly #file: string;
  readonly #values = new Map<string, Value>();

  /** @param file of an earlier run, or one to be made; a last line that was cut off is measured again */
  constructor(file: string) {
    this.#file = file;
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      return;
    }
    const text = readFileSync(file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole !== text) truncateSync(file, Buffer.byteLength(whole));
    for (const line of whole.split("\n").filter(Boolean)) {
      const { key, value } = JSON.parse(line) as Line<Value>;
      this.#values.set(key, value);
    }
  }

  /** The value that was measured of this, else measured now and written down. @param what JSON that says all of it */
  async of(what: unknown, measure: () => Promise<Value>): Promise<Value> {
    const key = createHash("sha256").update(JSON.stringify(what)).digest("hex");
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = await measure();
    this.#values.set(key, value);
    appendFileSync(this.#file, `${JSON.stringify({ key, what, value } satisfies Line<Value>)}\n`);
    return value;
  }
}
