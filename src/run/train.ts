import type { Network } from "../nn/network.ts";
import type { TrainEvent } from "../train/events.ts";
import type { TrainerState } from "../train/trainer.ts";
import { checkTrainOptions, createRun, type Run, type TrainOptions } from "./create-run.ts";
import type { RunIdentity } from "./identity.ts";
import { turn } from "./turn.ts";

// How long training may keep the event loop to itself.
const TURN_MS = 50;

/**
 * A training run, made by `train`. `for await (const event of training)` trains, with an event a step and an event an
 * epoch, to the last epoch's end. Leave the loop to stop; another loop continues there. Some twenty times a second
 * the event loop goes round, so that messages, signals and timers come through.
 */
export class Training implements AsyncIterable<TrainEvent> {
  readonly #options: TrainOptions;
  #starting: Promise<Run> | undefined;
  #run: Run | undefined;

  /** Use `train`. */
  constructor(options: TrainOptions) {
    checkTrainOptions(options);
    this.#options = options;
  }

  /**
   * Makes the network and starts the threads, as the first event does otherwise.
   * @throws TypeError, RangeError for options that are out of range or do not go together; UnreadableFileError if `init`
   *   or `resume` does not fit, saying what differs
   */
  async start(): Promise<Network> {
    this.#starting ??= createRun(this.#options);
    this.#run = await this.#starting;
    return this.#run.network;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TrainEvent, void> {
    await this.start();
    let turned = performance.now();
    for (const event of this.#started.trainer.run()) {
      yield event;
      if (performance.now() - turned < TURN_MS) continue;
      await turn();
      turned = performance.now();
    }
  }

  /** Trains to the end. Returns the network. */
  async finish(): Promise<Network> {
    for await (const _ of this);
    return this.network;
  }

  get #started(): Run {
    if (this.#run) return this.#run;
    throw new Error("Training makes its network when it starts: take the first event, or await start().");
  }

  /** The network that is trained. @throws Error before the first event */
  get network(): Network {
    return this.#started.network;
  }

  /** Steps done, and of the whole run. @throws Error before the first event */
  get step(): number {
    return this.#started.trainer.step;
  }

  get steps(): number {
    return this.#started.trainer.steps;
  }

  /** A copy of all that the next step depends on: see `saveCheckpoint`. @throws Error before the first event */
  get state(): TrainerState {
    return this.#started.trainer.state;
  }

  /** What tells this run from others, for the files that keep it. @throws Error before the first event */
  get identity(): RunIdentity {
    return this.#started.identity;
  }
}

/**
 * Trains a network that tells whether two images show the same thing. Without more than a data set it makes the network
 * itself and trains it by the recipe `best`, on RGB images by `photo`.
 *
 * @throws TypeError for options that do not exist or do not go together; what else can be wrong is thrown when it starts
 */
export const train = (options: TrainOptions): Training => new Training(options);
