import { type FileHandle, open, readFile } from "node:fs/promises";
import { parseJson } from "../../parse-json.ts";
import type { TrainEvent } from "../../train/events.ts";
import { failureReason, OutputError, writeDurably } from "./durable-write.ts";

function line(event: TrainEvent): string {
  const { step, loss } = event;
  if (event.type === "step") return `{"step":${step},"loss":${loss}}\n`;
  const { epoch, measured } = event;
  return `${JSON.stringify({ epoch, step, loss, ...measured })}\n`;
}

/** One line of a metrics file, as far as it is read again. */
export interface MetricsLine {
  readonly step: number;
  readonly loss: number;
  readonly epoch?: number;
  readonly heldOut?: { readonly loss: number };
}

/** The metrics.jsonl of a run: a line an event, added to the file by and by. */
export class MetricsLog {
  readonly #path: string;
  readonly #file: FileHandle;
  #pending = "";

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Begins a log, or resumes one from the step that its run resumes from.
   * @returns the log, and the lines of the steps before
   */
  static async open(path: string, step: number): Promise<{ log: MetricsLog; before: MetricsLine[] }> {
    const before = step > 0 ? await linesBefore(path, step) : [];
    // What a stopped run wrote after its last checkpoint comes again: it must not stand there twice.
    await writeDurably(path, new TextEncoder().encode(before.map((entry) => `${JSON.stringify(entry)}\n`).join("")));
    return { log: new MetricsLog(path, await open(path, "a")), before };
  }

  add(event: TrainEvent): void {
    this.#pending += line(event);
  }

  /** Writes what has been added. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = "";
    try {
      await this.#file.appendFile(text);
    } catch (error) {
      throw new OutputError(`${this.#path}: cannot be written: ${failureReason(error)}.`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** The lines up to a step; the end of that step's epoch is told again. Half a line at the end is no line. */
async function linesBefore(path: string, step: number): Promise<MetricsLine[]> {
  let text = "";
  try {
    text = await readFile(path, "utf8");
  } catch {
    return []; // Only the chart lacks its beginning then.
  }
  const lines: MetricsLine[] = [];
  for (const entry of text.split("\n")) {
    const parsed = parseJson(entry) as MetricsLine | null | undefined;
    if (typeof parsed?.step !== "number") continue;
    if (parsed.step > step || (parsed.step === step && parsed.epoch !== undefined)) break;
    lines.push(parsed);
  }
  return lines;
}
