import { t } from "../messages/t.ts";
import type { Snapshot } from "../protocol.ts";
import { element, say } from "./elements.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";
import { RunHistory } from "./run-history.ts";

/** The whole run is played again in so long. */
const REPLAY_MS = 6000;
const FASTEST_MS = 60;

/** A slider over the run's time: the charts show what the network was at any moment of it. */
export class ReplayPanel {
  readonly #history = new RunHistory();
  readonly #slider = element("replay", HTMLInputElement);
  readonly #text = element("replay-text", HTMLOutputElement);
  readonly #button = element("replay-play", HTMLButtonElement);
  readonly #show: (snapshot: Snapshot, isPresent: boolean) => void;
  #isPresent = true;
  #timer = 0;

  /** @param show puts a snapshot on the charts */
  constructor(client: PageWorkerClient, show: (snapshot: Snapshot, isPresent: boolean) => void) {
    this.#show = show;
    this.#slider.addEventListener("input", () => {
      this.#stop();
      this.#lookAt(this.#slider.valueAsNumber);
    });
    this.#button.addEventListener("click", () => {
      if (this.#isPresent) this.#play(0);
      else this.#lookAt(this.#history.all.length - 1);
    });
    client.on("data", () => this.#clear());
    client.on("run", () => this.#clear());
    client.on("loaded", ({ what }) => {
      if (what === "model") this.#clear();
    });
    client.on("snapshot", ({ snapshot }) => this.#take(snapshot));
    this.#tell();
  }

  #clear(): void {
    this.#stop();
    this.#isPresent = true;
    this.#history.clear();
    this.#tell();
  }

  #take(snapshot: Snapshot): void {
    const looked = this.#history.all[this.#slider.valueAsNumber];
    this.#history.add(snapshot);
    const last = this.#history.all.length - 1;
    this.#slider.max = String(last);
    if (this.#isPresent) {
      this.#lookAt(last);
      return;
    }
    // The moment that is looked at keeps its place while the run goes on.
    const at = this.#history.all.findIndex(({ step }) => (step ?? 0) >= (looked?.step ?? 0));
    this.#slider.value = String(at);
    this.#tell();
  }

  #lookAt(i: number): void {
    const snapshot = this.#history.all[i];
    if (!snapshot) return;
    const last = this.#history.all.length - 1;
    this.#isPresent = i === last;
    if (this.#isPresent) this.#stop();
    this.#slider.value = String(i);
    this.#show(snapshot, this.#isPresent);
    this.#tell();
  }

  #play(i: number): void {
    this.#lookAt(i);
    const { length } = this.#history.all;
    if (i + 1 >= length) return;
    this.#timer = window.setTimeout(() => this.#play(i + 1), Math.max(FASTEST_MS, REPLAY_MS / length));
  }

  #stop(): void {
    window.clearTimeout(this.#timer);
  }

  #tell(): void {
    const { all } = this.#history;
    const isEmpty = all.length < 2;
    this.#slider.disabled = this.#button.disabled = isEmpty;
    say(this.#button, t(this.#isPresent ? "replay" : "toNow"));
    const snapshot = all[this.#slider.valueAsNumber];
    const text = isEmpty || !snapshot ? t("runsTime") : describe(snapshot, this.#isPresent);
    say(this.#text, text);
    this.#slider.setAttribute("aria-valuetext", text);
  }
}

function describe({ step, accuracy }: Snapshot, isPresent: boolean): string {
  return isPresent ? t("momentNow", step ?? 0) : t("momentThen", step ?? 0, t("percent", accuracy));
}
