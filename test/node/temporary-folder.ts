import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { UnreadableFileError } from "../../src/errors.ts";

/** A folder of files for one test file; `remove` it after all tests. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), "siamese-simd-"));

  join(name: string): string {
    return join(this.path, name);
  }

  /** Writes a file, and the folders above it; returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = this.join(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** Expects an error about a file: of one line, that holds `message`. */
export async function expectUnreadable(promise: Promise<unknown>, message: string): Promise<void> {
  const error = await promise.then(
    () => new Error("It was read."),
    (reason) => reason,
  );
  expect(error.message).toContain(message);
  expect(error).toBeInstanceOf(UnreadableFileError);
  expect(error.message).not.toContain("\n");
}

/**
 * Fails if `work` takes longer than `ms` or keeps more than `mib` MiB at a time, seen every 5 ms and at the end. Time of
 * the clock or of the processor, whichever is less, since other tests run beside this one.
 */
export async function expectCheap(work: () => Promise<unknown>, ms: number, mib: number): Promise<void> {
  const resident = () => process.memoryUsage().rss / 2 ** 20;
  const before = resident();
  const start = performance.now();
  const processor = process.cpuUsage();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, resident());
  }, 5);
  await work();
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  clearInterval(timer);
  expect(Math.min(elapsed, (user + system) / 1000)).toBeLessThan(ms);
  expect(Math.max(most, resident()) - before).toBeLessThan(mib);
}
