import { isRecipeName, recipes } from "../../run/recipes.ts";
import { number } from "../messages/format.ts";
import { t } from "../messages/t.ts";
import type { DataReport, EpochReport, Progress, RunState, Snapshot } from "../protocol.ts";
import type { Settings } from "../settings.ts";
import { element, say, sayError } from "./elements.ts";
import { type CurveData, LearningCurves } from "./learning-curves.ts";
import { nounOf } from "./noun.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";
import type { SettingsForm } from "./settings-form.ts";

// So often a reader of the screen is told how the run goes.
const ANNOUNCE_MS = 6000;

const WORDS = { none: "ready", running: "training", paused: "paused", done: "done", stopped: "stopped" } as const;
const LABELS = { none: "train", running: "pause", paused: "goOn", done: "trainAgain", stopped: "trainAgain" } as const;
/** So the library begins, whose words say nothing to a visitor. */
const OUT_OF_MEMORY = "Out of linear memory";
/** As Chromium, Firefox and WebKit call a part of the page's scripts that they cannot fetch. */
const NOT_FETCHED = /dynamically imported module|importing a module/i;
/** Share of the run in which a network may still lie in one place. */
const SETTLING = 0.05;
function duration(seconds: number): string {
  if (seconds < 60) return t("seconds", Math.ceil(seconds));
  if (seconds < 3600) return t("minutes", Math.floor(seconds / 60), Math.floor(seconds % 60));
  return t("hours", Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60));
}

/** What is said of a kept network once it is opened. */
export interface Opening {
  readonly words: string;
  /** Said too, of what went wrong. */
  readonly warning: string;
  /** Whether it is a run that was over, and will be again. */
  readonly isOver: boolean;
  readonly curves: CurveData;
}

/** Whether a step's loss is over its hardest pairs only. Of a recipe out of a file it is not known. */
const isHardest = ({ recipe }: Settings): boolean => isRecipeName(recipe) && recipes[recipe].mining === "batch-hard";

/** Starts, halts and ends a run, and says how it goes. */
export class RunPanel {
  readonly #client: PageWorkerClient;
  readonly #form: SettingsForm;
  readonly #curves = new LearningCurves();
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
  /** As it was when a pointer went down on the button: a press on Pause is none on Train again, where it stood. */
  #stateWhenPressed: RunState | undefined;
  #announced = 0;
  #accuracy = Number.NaN;
  /** Of the last epoch that was measured: over more pairs than a snapshot's. */
  #measured = Number.NaN;
  /** While a kept network is opened its states are not told one by one: these words are said at the end. */
  #opening: Opening | undefined;

  constructor(client: PageWorkerClient, form: SettingsForm) {
    this.#client = client;
    this.#form = form;
    this.#start.addEventListener("pointerdown", () => {
      this.#stateWhenPressed = this.#state;
    });
    this.#start.addEventListener("click", ({ detail }) => {
      // Keys press at once: their clicks have no detail.
      const isLate = detail > 0 && this.#stateWhenPressed === "running" && this.#state !== "running";
      if (!isLate) this.#press();
    });
    this.#step.addEventListener("click", () => {
      if (this.#state === "paused") client.send({ type: "step" });
      else this.#begin(true);
    });
    const pace = element("pace", HTMLSelectElement);
    pace.addEventListener("change", () => {
      client.send({ type: "pace", stepsPerSecond: Number(pace.value) || undefined });
    });
    this.#stop.addEventListener("click", () => client.send({ type: "stop" }));
    client.on("data", ({ data }) => this.#reset(data));
    client.on("run", ({ settings, startedAt }) => {
      form.show(settings);
      this.warn(this.#opening?.warning ?? "");
      this.#accuracy = this.#measured = Number.NaN;
      this.#curves.reset(startedAt, isHardest(settings), this.#opening?.curves);
      // What it is about to do is told by the state that follows.
      this.#become("paused", false);
    });
    client.on("state", ({ state }) => this.#become(state));
    client.on("progress", ({ progress }) => this.#show(progress));
    client.on("epoch", ({ report }) => this.#judge(report));
    client.on("snapshot", ({ snapshot }) => this.#take(snapshot));
    client.on("loaded", ({ what }) => {
      this.warn(this.#opening?.warning ?? "");
      if (this.#opening?.isOver) return;
      if (what === "model") this.#become("none", false);
      this.#tell(t(what === "model" ? "modelLoaded" : "paused"));
    });
    client.on("failed", ({ message, request }) => {
      // What goes wrong with a file to load is said beside its button.
      if (request !== "load") this.#warnOfError(message);
      this.#opening = undefined;
      this.#enable();
    });
  }

  get state(): RunState {
    return this.#state;
  }

  /** Of unseen pairs, the share that is judged rightly; NaN if it is not known. */
  get accuracy(): number {
    return Number.isNaN(this.#measured) ? this.#accuracy : this.#measured;
  }

  get curves(): CurveData {
    return this.#curves.data;
  }

  /** What is said to have gone wrong; empty if nothing is. */
  get warning(): string {
    return this.#warning.textContent;
  }

  /** Says what went wrong; an empty string takes it away. */
  warn(message: string): void {
    this.#warning.hidden = message === "";
    say(this.#warning, message);
  }

  #warnOfError(message: string): void {
    const { batch } = this.#form.settings;
    if (message.startsWith(OUT_OF_MEMORY) && batch > 2) {
      this.warn(t("tooManyImages", Math.min(512, 2 * Math.floor(batch / 4))));
    } else if (NOT_FETCHED.test(message)) {
      this.warn(t("partOffline"));
    } else {
      this.warn(message);
      sayError(this.#warning, message);
    }
  }

  /** Says how things stand; an empty page has no more to say than that. */
  say(text: string): void {
    say(this.#status, text);
  }

  /** A kept network is about to be opened; this is said once it stands. */
  open(opening: Opening): void {
    this.#opening = opening;
    this.#enable();
  }

  /**
   * Begins the run that the settings say.
   * @param isWatched whether the visitor is taken to where it is seen
   * @returns whether the settings can be carried out; if not, the form points at the first that cannot
   */
  train(isWatched = true): boolean {
    return this.#begin(false, isWatched);
  }

  /** There is no network any more. */
  lose(): void {
    this.#become("none", false);
    this.say(t("ready"));
  }

  #reset({ trainCount, classNames }: DataReport): void {
    this.#become("none", false);
    this.warn("");
    for (const fact of Object.values(this.#facts)) say(fact, "–");
    this.#progress.value = 0;
    this.#curves.reset(0, isHardest(this.#form.settings));
    this.say(t("readyWith", trainCount, nounOf(classNames)));
  }

  #press(): void {
    if (this.#state === "running") this.#client.send({ type: "pause" });
    else if (this.#state === "paused") {
      this.#bringIntoView();
      this.#client.send({ type: "resume" });
    } else this.#begin(false);
  }

  #begin(paused: boolean, isWatched = true): boolean {
    if (!this.#form.check()) return false;
    this.warn("");
    if (isWatched) this.#bringIntoView();
    this.#client.send({ type: "start", settings: this.#form.settings, paused });
    if (paused) this.say(t("paused"));
    return true;
  }

  /** The button, the figures and the map are seen at once while it learns. */
  #bringIntoView(): void {
    const { top, bottom } = element("map", HTMLCanvasElement).getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) element("stage", HTMLDivElement).scrollIntoView();
  }

  #become(state: RunState, isTold = true): void {
    const before = this.#state;
    this.#state = state;
    say(this.#start, t(LABELS[state]));
    this.#enable();
    if (state === before) return;
    if (isTold) this.#tell(t(WORDS[state]), state === "running");
    if (state === "done" || state === "stopped") say(this.#facts.left, "–");
    if (state === "done" && !Number.isNaN(this.#measured)) say(this.#facts.accuracy, t("percent", this.#measured));
  }

  /** A network that is being opened must stand before a press can begin another: else either could take the other's place. */
  #enable(): void {
    const state = this.#state;
    const isOpening = this.#opening !== undefined;
    const isUnderWay = state === "running" || state === "paused";
    this.#start.disabled = isOpening;
    // After its end a step would be the first of another run.
    this.#step.disabled = isOpening || state === "running" || state === "done" || state === "stopped";
    this.#stop.disabled = isOpening || !isUnderWay;
    this.#form.disabled = isUnderWay;
  }

  #tell(words: string, isPassing = false): void {
    this.#announced = performance.now();
    if (this.#opening && isPassing) return;
    this.say(this.#opening?.words ?? words);
    this.#opening = undefined;
    this.#enable();
  }

  #show({ step, steps, epoch, epochs, pairsPerSecond, secondsLeft, losses }: Progress): void {
    this.#curves.addLosses(losses, steps);
    this.#progress.value = step / steps;
    say(this.#facts.steps, t("stepsOf", step, steps));
    say(this.#facts.epoch, t("stepsOf", epoch, epochs));
    const { loss } = this.#curves;
    say(this.#facts.loss, Number.isNaN(loss) ? "–" : number(loss, 3));
    if (pairsPerSecond > 0) say(this.#facts.speed, number(pairsPerSecond));
    if (this.#state !== "running") return;
    if (pairsPerSecond > 0) say(this.#facts.left, duration(secondsLeft));
    if (performance.now() - this.#announced < ANNOUNCE_MS) return;
    this.#announced = performance.now();
    const right = Number.isNaN(this.#accuracy) ? "" : t("percent", this.#accuracy);
    this.say(t("trainingSo", step / steps, right));
  }

  #take({ step, accuracy, collapsed }: Snapshot): void {
    if (step !== null) this.#curves.addAccuracy(step, accuracy);
    if (step === 0) return;
    if (step !== null) this.#warnOfCollapse(collapsed && this.#progress.value > SETTLING);
    this.#accuracy = accuracy;
    if (this.#state === "done" && !Number.isNaN(this.#measured)) return;
    say(this.#facts.accuracy, t("percent", accuracy));
  }

  #judge({ accuracy, collapsed }: EpochReport): void {
    this.#accuracy = this.#measured = accuracy;
    say(this.#facts.accuracy, t("percent", accuracy));
    this.#warnOfCollapse(collapsed);
  }

  #warnOfCollapse(collapsed: boolean): void {
    if (collapsed) this.warn(t("collapsed"));
    else if (this.#warning.textContent === t("collapsed")) this.warn("");
  }
}
