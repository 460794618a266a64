import { type FileHandle, open, readFile } from "node:fs/promises";
import { UnreadableFileError } from "../../errors.ts";
import { quote } from "../../message-text.ts";
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
   * @throws UnreadableFileError naming a line of the old log that is none: it is then left as it is
   */
  static async open(path: string, step: number): Promise<{ log: MetricsLog; before: MetricsLine[] }> {
    const before = step > 0 ? await readMetrics(path, step) : [];
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

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown): boolean => isNumber(value) && Number.isSafeInteger(value) && value >= 1;

function isLine(value: unknown): value is MetricsLine {
  const { step, loss, epoch, heldOut } = Object(value);
  return (
    isCount(step) &&
    isNumber(loss) &&
    (epoch === undefined || isCount(epoch)) &&
    (heldOut === undefined || isNumber(Object(heldOut).loss))
  );
}

/**
 * The lines of a metrics file up to a step; the end of that step's epoch is emitted again. Half a line at the end, of a
 * run that was killed, is no line.
 * @throws UnreadableFileError naming a line that is none
 */
export function metricsBefore(text: string, step: number, source: string): MetricsLine[] {
  const lines: MetricsLine[] = [];
  const entries = text.split("\n").slice(0, -1);
  for (const [i, entry] of entries.entries()) {
    const parsed = parseJson(entry);
    if (!isLine(parsed)) {
      throw new UnreadableFileError(
        `${source} line ${i + 1}: expected a step and its loss, such as {"step":1,"loss":2.5}, got ${quote(entry)}. ` +
          "Correct it, or remove the file: the chart then lacks its beginning, the network nothing.",
      );
    }
    if (parsed.step > step || (parsed.step === step && parsed.epoch !== undefined)) break;
    lines.push(parsed);
  }
  return lines;
}

async function readMetrics(path: string, step: number): Promise<MetricsLine[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new UnreadableFileError(`${path}: cannot be read: ${failureReason(error)}.`, { cause: error });
  }
  return metricsBefore(text, step, path);
}
