import type { Snapshot } from "../protocol.ts";

/** Snapshots kept of a run at most, some 50 kB each. */
const MOST = 96;

/** The snapshots of a run, evenly over its steps however many there were, always with the first and the last. */
export class RunHistory {
  #snapshots: Snapshot[] = [];
  /** Steps from one that is kept to the next, at least. */
  #gap = 1;

  get all(): readonly Snapshot[] {
    return this.#snapshots;
  }

  clear(): void {
    this.#snapshots = [];
    this.#gap = 1;
  }

  /** @param snapshot of a later step than those before, or of the last one's */
  add(snapshot: Snapshot): void {
    const step = snapshot.step ?? 0;
    const last = this.#snapshots.at(-1);
    const before = this.#snapshots.at(-2);
    const isSame = last?.step === step;
    const isNear = before !== undefined && (last?.step ?? 0) - (before.step ?? 0) < this.#gap;
    // The last one is kept for the present alone, if it lies too near to the one before it.
    if (isSame || isNear) this.#snapshots.pop();
    this.#snapshots.push(snapshot);
    if (this.#snapshots.length <= MOST) return;
    const first = this.#snapshots[0].step ?? 0;
    this.#gap = Math.ceil((2 * (step - first)) / MOST);
    let kept = Number.NEGATIVE_INFINITY;
    this.#snapshots = this.#snapshots.filter((each) => {
      const at = each.step ?? 0;
      if (at !== step && at - kept < this.#gap) return false;
      kept = at;
      return true;
    });
  }
}
