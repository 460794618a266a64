import { calibrate } from "../../evaluate/evaluate.ts";
import { canHash } from "../../formats/hash.ts";
import { fingerprint, saveModel } from "../../formats/model.ts";
import { coreOf, type Network } from "../../nn/network.ts";
import { encodeRun } from "../../run/checkpoint.ts";
import { type Checkpoint, createRun, type Run } from "../../run/create-run.ts";
import { identityStrings } from "../../run/identity.ts";
import { turn } from "../../run/turn.ts";
import type { TrainEvent } from "../../train/events.ts";
import type { Trainer } from "../../train/trainer.ts";
import type { Reply, RunState } from "../protocol.ts";
import { defaultSettings, recipeFrom, type Settings, sameBits } from "../settings.ts";
import type { PageThreads } from "./page-threads.ts";
import { Snapshots } from "./snapshot.ts";
import type { TrainingImages } from "./training-images.ts";

// How long training keeps the worker to itself: as long may a click on Pause wait. Shorter slices cost more turns.
const SLICE_MS = 40;
const PROGRESS_MS = 100;
// A picture a third of a second, and not much more than a hundredth of the time.
const SNAPSHOT_MS = 320;
const SNAPSHOT_SHARE = 100;

/** Everything that one run needs; `settings` as the visitor sees them. */
export interface SessionOptions {
  readonly settings: Settings;
  readonly images: TrainingImages;
  readonly threads: PageThreads;
  readonly post: (reply: Reply) => void;
  /** A loaded run, whose recipe and seed the settings show. Default: a new run. */
  readonly resume?: Checkpoint | undefined;
}

/** One training run in the page's worker: trains in short slices, tells the page how it goes, and can be halted. */
export class Session {
  readonly network: Network;
  readonly trainer: Trainer;
  /** How fast to train, so that each step can be watched; undefined: as fast as can be. */
  stepsPerSecond: number | undefined;
  readonly #run: Run;
  readonly #options: SessionOptions;
  readonly #events: Generator<TrainEvent, void>;
  readonly #snapshots: Snapshots;
  #state: RunState = "paused";
  #losses: number[] = [];
  #speed = { pairsPerSecond: 0, secondsLeft: 0 };
  #toldAt = 0;
  #picturedAt = 0;
  #pictureMs = 0;

  private constructor(options: SessionOptions, run: Run) {
    const { images } = options;
    this.network = run.network;
    this.trainer = run.trainer;
    // Until the last epoch, snapshots tell how it goes.
    run.trainer.measures = 1;
    this.#run = run;
    this.#options = options;
    this.#events = run.trainer.run();
    this.#snapshots = new Snapshots(images.train, images.heldOut);
  }

  /** @throws RangeError, TypeError, UnreadableFileError as `createRun` does */
  static async create(options: SessionOptions): Promise<Session> {
    const { settings, images, threads: pool, resume } = options;
    const threads = Math.min(settings.threads, pool.maxThreads);
    const run = await createRun({
      dataset: images.train,
      heldOut: images.heldOut,
      ...(resume ? { resume } : { recipe: recipeFrom(settings), seed: settings.seed }),
      architecture: settings.architecture,
      threads: {
        threads,
        spawn: pool.spawn,
        onLost: (reason) => console.warn(`A training thread is lost: ${reason}.`),
      },
      backend: settings.backend,
      data: images.source,
      dataFlags: { classCount: images.classNames.length },
    });
    const { network, trainer } = run;
    try {
      const session = new Session(options, run);
      options.post({
        type: "run",
        state: "paused",
        settings: { ...settings, threads },
        parameters: coreOf(network).parameterCount,
        backend: network.backend,
        threads,
        startedAt: trainer.step,
      });
      session.#picture();
      session.#tell();
      return session;
    } catch (error) {
      network.close();
      throw error;
    }
  }

  get #isRunning(): boolean {
    return this.#state === "running";
  }

  get isOver(): boolean {
    return this.#state === "done" || this.#state === "stopped";
  }

  /** Trains until paused, stopped or done. Rejects if a step fails. */
  async run(): Promise<void> {
    if (this.#state !== "paused") return;
    this.#become("running");
    while (this.#isRunning) {
      if (!(this.stepsPerSecond ? await this.#watchedStep(this.stepsPerSecond) : await this.#slice())) {
        return this.#end("done");
      }
    }
  }

  /** Trains for a moment; false at the run's end. */
  async #slice(): Promise<boolean> {
    const until = performance.now() + SLICE_MS;
    let more = true;
    while (more && performance.now() < until) more = this.#next();
    if (!more) return false;
    this.#keepTold();
    await turn();
    return true;
  }

  /** One step, a picture of it, and time to look at that; false at the run's end. */
  async #watchedStep(stepsPerSecond: number): Promise<boolean> {
    const begin = performance.now();
    const before = this.trainer.step;
    let more = true;
    while (more && this.trainer.step === before) more = this.#next();
    if (!more) return false;
    this.#tell();
    this.#picture();
    const left = begin + 1000 / stepsPerSecond - performance.now();
    await new Promise((resolve) => setTimeout(resolve, left));
    return true;
  }

  pause(): void {
    if (this.#state !== "running") return;
    this.#become("paused");
    this.#measure();
  }

  /** One training step, of a run that is paused. */
  async step(): Promise<void> {
    if (this.#state !== "paused") return;
    const before = this.trainer.step;
    let more = true;
    while (more && this.trainer.step === before) more = this.#next();
    // The end of an epoch, and of the run, is told by the event after its last step.
    if (this.trainer.step === this.trainer.steps) while (more) more = this.#next();
    if (!more) return this.#end("done");
    this.#measure();
  }

  async stop(): Promise<void> {
    if (!this.isOver) await this.#end("stopped");
  }

  /** The model, or the run to resume, as a file. */
  save(what: "model" | "checkpoint", extra: Readonly<Record<string, string>>): Uint8Array {
    const run = this.#run;
    return what === "checkpoint"
      ? encodeRun(run, extra)
      : saveModel(run.network, { ...extra, ...identityStrings(run.identity) });
  }

  /** Ends the run's threads. */
  close(): void {
    if (!this.isOver) this.#become("stopped");
    this.network.close();
  }

  /** Carries on to the next event; false if there is none. */
  #next(): boolean {
    const { value, done } = this.#events.next();
    if (done) return false;
    if (value.type === "step") {
      this.#losses.push(value.loss);
      this.#speed = { pairsPerSecond: value.pairsPerSecond, secondsLeft: value.secondsLeft };
    } else if (value.measured?.heldOut) {
      const { epoch, loss, measured } = value;
      const { accuracy, auc } = measured.heldOut as NonNullable<typeof measured.heldOut>;
      this.#options.post({ type: "epoch", report: { epoch, loss, accuracy, auc, collapsed: measured.collapsed } });
    }
    return true;
  }

  async #end(state: "done" | "stopped"): Promise<void> {
    this.#become(state);
    this.#measure();
    const { images, settings, post } = this.#options;
    const isDefault = state === "done" && images.bundled && sameBits(settings, defaultSettings);
    post({
      type: "fingerprint",
      hash: await this.#fingerprint(),
      step: this.trainer.step,
      isDefault,
    });
  }

  /** Empty where nothing hashes. */
  async #fingerprint(): Promise<string> {
    if (!canHash()) {
      const { provideDigest } = await import("../provide-digest.ts").catch(() => ({ provideDigest: undefined }));
      provideDigest?.();
    }
    return canHash() ? fingerprint(this.network) : "";
  }

  /** The threshold in the model file is of all training images, as on the command line, not of a picture's few. */
  #measure(): void {
    if (this.#state !== "done") this.network.calibration = calibrate(this.network, this.#options.images.train);
    this.#tell();
    this.#picture();
  }

  #become(state: RunState): void {
    this.#state = state;
    this.#options.post({ type: "state", state });
  }

  #keepTold(): void {
    const now = performance.now();
    if (now - this.#toldAt >= PROGRESS_MS) this.#tell();
    if (now - this.#picturedAt >= Math.max(SNAPSHOT_MS, SNAPSHOT_SHARE * this.#pictureMs)) this.#picture();
  }

  #tell(): void {
    const { step, steps, stepsPerEpoch, epochs } = this.trainer;
    const epoch = Math.min(epochs, Math.floor(step / stepsPerEpoch) + 1);
    const losses = Float32Array.from(this.#losses);
    this.#losses = [];
    this.#options.post({ type: "progress", progress: { step, steps, epoch, epochs, losses, ...this.#speed } });
    this.#toldAt = performance.now();
  }

  #picture(): void {
    const begin = performance.now();
    const { step, recipe } = this.trainer;
    // While it trains, the last epoch's calibration is out of date.
    const isMoving = this.#state === "running";
    const calibration = isMoving ? undefined : this.network.calibration;
    const snapshot = this.#snapshots.take(this.network, { step, margin: recipe.margin, calibration, isMoving });
    this.#options.post({ type: "snapshot", snapshot });
    this.#picturedAt = performance.now();
    // The first ones take longer, until the browser has compiled what takes them.
    if (isMoving) this.#pictureMs = Math.min(this.#pictureMs || Number.POSITIVE_INFINITY, this.#picturedAt - begin);
  }
}
