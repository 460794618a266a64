import type { EpochReport, Progress, RunState } from "../protocol.ts";
import { element, say } from "./elements.ts";
import { LossChart } from "./loss-chart.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";
import type { SettingsForm } from "./settings-form.ts";

// So often a reader of the screen is told how the run goes.
const ANNOUNCE_MS = 6000;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** Starts, halts and ends a run, and says how it goes. */
export class RunPanel {
  readonly #client: PageWorkerClient;
  readonly #form: SettingsForm;
  readonly #loss = new LossChart();
  readonly #start = element("start", HTMLButtonElement);
  readonly #step = element("step", HTMLButtonElement);
  readonly #stop = element("stop", HTMLButtonElement);
  readonly #status = element("status", HTMLParagraphElement);
  readonly #progress = element("progress", HTMLProgressElement);
  readonly #warning = element("warning", HTMLParagraphElement);
  readonly #facts = Object.fromEntries(
    ["accuracy", "loss", "steps", "epoch", "speed", "left"].map((id) => [id, element(id, HTMLElement)]),
  );
  #state: RunState = "none";
  #announced = 0;
  #accuracy = Number.NaN;
  /** Of the last epoch that was measured: over more pairs than a snapshot's. */
  #measured = Number.NaN;

  constructor(client: PageWorkerClient, form: SettingsForm) {
    this.#client = client;
    this.#form = form;
    this.#start.addEventListener("click", () => this.#press());
    this.#step.addEventListener("click", () => {
      if (this.#state === "paused") client.send({ type: "step" });
      else this.#begin(true);
    });
    this.#stop.addEventListener("click", () => client.send({ type: "stop" }));
    client.on("data", () => {
      this.#become("none");
      for (const fact of Object.values(this.#facts)) say(fact, "–");
      this.#progress.value = 0;
      this.#loss.reset(1, 0);
      say(this.#status, "Ready.");
    });
    client.on("run", ({ settings, startedAt }) => {
      form.show(settings);
      this.#loss.reset(1, startedAt);
      this.#become("paused");
    });
    client.on("state", ({ state }) => this.#become(state));
    client.on("progress", ({ progress }) => this.#show(progress));
    client.on("epoch", ({ report }) => this.#judge(report));
    client.on("snapshot", ({ snapshot }) => this.#tellAccuracy(snapshot.accuracy));
    client.on("loaded", ({ what }) => {
      if (what === "model") {
        this.#become("none");
        say(this.#status, "A model from a file: compare and teach with it, or train a new one.");
      }
    });
    client.on("failed", ({ message }) => this.warn(message));
  }

  /** Says what went wrong; an empty text takes it away. */
  warn(message: string): void {
    this.#warning.hidden = message === "";
    say(this.#warning, message);
  }

  #press(): void {
    if (this.#state === "running") {
      this.#client.send({ type: "pause" });
      return;
    }
    if (this.#state === "paused") {
      this.#client.send({ type: "resume" });
      return;
    }
    this.#begin(false);
  }

  #begin(paused: boolean): void {
    if (!this.#form.check()) return;
    this.warn("");
    this.#accuracy = this.#measured = Number.NaN;
    this.#client.send({ type: "start", settings: this.#form.settings, paused });
  }

  #become(state: RunState): void {
    const before = this.#state;
    this.#state = state;
    const isUnderWay = state === "running" || state === "paused";
    const label = { none: "Train", running: "Pause", paused: "Continue", done: "Train again", stopped: "Train again" };
    say(this.#start, label[state]);
    this.#start.disabled = false;
    this.#step.disabled = state === "running";
    this.#stop.disabled = !isUnderWay;
    this.#form.disabled = isUnderWay;
    if (state === before) return;
    const words = {
      none: "Ready.",
      running: "Training…",
      paused: "Paused.",
      done: "Done. Now draw two digits below.",
      stopped: "Stopped. It keeps what it has learnt.",
    };
    say(this.#status, words[state]);
    this.#announced = performance.now();
    if (state === "done" || state === "stopped") say(this.#facts.left, "–");
    if (state === "done" && !Number.isNaN(this.#measured)) say(this.#facts.accuracy, percent(this.#measured));
  }

  #show({ step, steps, epoch, epochs, pairsPerSecond, secondsLeft, losses }: Progress): void {
    this.#loss.add(losses, steps);
    this.#progress.value = step / steps;
    const number = (value: number) => Math.round(value).toLocaleString("en");
    say(this.#facts.steps, `${number(step)} / ${number(steps)}`);
    say(this.#facts.epoch, `${epoch} / ${epochs}`);
    if (!Number.isNaN(this.#loss.smoothed)) say(this.#facts.loss, this.#loss.smoothed.toFixed(3));
    if (pairsPerSecond > 0) say(this.#facts.speed, number(pairsPerSecond));
    if (this.#state !== "running") return;
    if (pairsPerSecond > 0) say(this.#facts.left, duration(secondsLeft));
    if (performance.now() - this.#announced < ANNOUNCE_MS) return;
    this.#announced = performance.now();
    const so = Number.isNaN(this.#accuracy) ? "" : `, ${percent(this.#accuracy)} of unseen pairs right`;
    say(this.#status, `Training: ${Math.round((100 * step) / steps)} %${so}.`);
  }

  #tellAccuracy(accuracy: number): void {
    this.#accuracy = accuracy;
    if (this.#state === "done" && !Number.isNaN(this.#measured)) return;
    say(this.#facts.accuracy, percent(accuracy));
  }

  #judge({ accuracy, collapsed }: EpochReport): void {
    this.#accuracy = this.#measured = accuracy;
    say(this.#facts.accuracy, percent(accuracy));
    if (collapsed) {
      this.warn(
        "The network puts all images in one place and can tell nothing apart. Try a tenth of the learning rate, or " +
          "another seed.",
      );
    }
  }
}
