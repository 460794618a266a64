import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A peer in a process of its own: one question, one answer. */
export class Child {
  readonly name: string;
  embed = false;
  step = false;
  readonly #process;
  readonly #lines: AsyncIterableIterator<string>;

  /** @param threads how many it is told to use */
  constructor(name: string, [command, ...args]: readonly string[], threads: number) {
    this.name = name;
    this.#process = spawn(command, args, {
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        ...process.env,
        OMP_NUM_THREADS: String(threads),
        // What makes PyTorch fastest here: its own threads alone, and memory that is kept and not given back.
        OPENBLAS_NUM_THREADS: "1",
        // One thread is faster when none waits awake, two when they do.
        ...(threads > 1 ? {} : { OMP_WAIT_POLICY: "passive" }),
        MALLOC_TRIM_THRESHOLD_: "1000000000",
        MALLOC_MMAP_THRESHOLD_: "1000000000",
      },
    });
    this.#process.on("error", () => {});
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async #answer(): Promise<Record<string, never>> {
    // Some libraries greet on standard output.
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`${this.name} ended.`);
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }

  async start(): Promise<boolean> {
    try {
      Object.assign(this, await this.#answer());
      return true;
    } catch {
      return false;
    }
  }

  ask(question: object): Promise<Record<string, never>> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    return this.#answer();
  }

  end(): void {
    this.#process.stdin.end();
    this.#process.kill();
  }
}
