import { t } from "../../messages/t.ts";
import type { DataReport, RunState } from "../../protocol.ts";
import type { DataPanel } from "../data-panel.ts";
import { element, say } from "../elements.ts";
import type { Pad } from "../pad.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import type { RunPanel } from "../run-panel.ts";
import type { SettingsForm } from "../settings-form.ts";
import { KeptList } from "./kept-list.ts";
import { type KeptNetwork, MAX_KEPT, nameOf, type RunSettings } from "./kept-network.ts";
import type { KeptStore } from "./kept-store.ts";

/** A run under way is kept so often. */
const EVERY_MS = 3000;
/** Under this name each tab remembers the network that it shows, so that a reload does not bring another tab's. */
const TAB_KEY = "network";

type Greeting = "broughtBack" | "welcomeBack" | "stillHere";

export interface NetworkKeeperOptions {
  readonly client: PageWorkerClient;
  readonly form: SettingsForm;
  readonly run: RunPanel;
  readonly data: DataPanel;
  /** Whose drawings two networks judge when they are compared. */
  readonly pads: readonly [Pad, Pad];
  /** Undefined where the browser keeps nothing: then networks last as long as the page is open. */
  readonly store: KeptStore | undefined;
}

/**
 * Keeps every network that the visitor made: a run under way and its end are there again after a reload, and a network
 * that another has replaced can be brought back.
 */
export class NetworkKeeper {
  readonly #options: NetworkKeeperOptions;
  readonly #list: KeptList;
  readonly #undo = element("undo", HTMLButtonElement);
  #networks: readonly KeptNetwork[] = [];
  /** What is known of the network of the moment but its bytes; undefined while there is none. */
  #now: Omit<KeptNetwork, "bytes"> | undefined;
  /** The network that was there before this one. */
  #before: number | undefined;
  /** The one that is being brought back. */
  #opening: KeptNetwork | undefined;
  #images: DataReport | undefined;
  #keptAt = 0;

  constructor(options: NetworkKeeperOptions) {
    this.#options = options;
    const isKept = options.store !== undefined;
    this.#list = new KeptList({
      open: (id) => void this.#open(id, "broughtBack"),
      remove: (id) => this.#remove(id),
      compare: (id) => void this.#compare(id),
      isKept,
    });
    this.#undo.addEventListener("click", () => void this.#open(this.#before, "broughtBack"));
    this.#listen();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.keep();
    });
  }

  /** Reads what was kept. */
  async load(): Promise<void> {
    this.#networks = (await this.#options.store?.networks()) ?? [];
    this.#show();
  }

  /** Brings back the network of the last visit, if it learnt from the images that are there. */
  openLast(): void {
    const own = Number(tabItem());
    const last = this.#networks.find(({ id }) => id === own) ?? this.#networks.at(-1);
    if (last?.images === this.#images?.source) void this.#open(last?.id, "welcomeBack");
  }

  #listen(): void {
    const { client, run } = this.#options;
    client.on("data", ({ data }) => {
      this.#images = data;
      this.#replace(undefined);
    });
    client.on("run", ({ settings }) => {
      const { recipe, epochs, seed, architectureFile } = settings;
      this.#replace(this.#start("checkpoint", "", { recipe, epochs, seed, architectureFile }));
    });
    client.on("loaded", ({ what, name }) => {
      if (what === "model") {
        this.#replace(this.#start("model", name));
        void this.keep();
      }
      // A run that was over ends again, with its last measures and its fingerprint.
      if (what === "checkpoint" && this.#opening?.state === "done") client.send({ type: "resume" });
      this.#opening = undefined;
    });
    client.on("state", ({ state }) => {
      this.#update({ state });
      if (state !== "running") void this.keep();
    });
    client.on("progress", ({ progress: { step, steps } }) => {
      this.#update({ step, steps });
      if (run.state === "running" && performance.now() - this.#keptAt > EVERY_MS) void this.keep();
    });
    // By then the last measures are known.
    client.on("fingerprint", () => void this.keep());
    client.beforeReplacing(() => void this.keep());
    client.on("failed", ({ request, message, hasNetwork }) => {
      const opening = this.#opening;
      this.#opening = undefined;
      const isOver = request === "start" || request === "resume" || request === "step";
      if (isOver || (request === "load" && !hasNetwork)) this.#rescue(message, opening);
    });
  }

  /** A network that has just come to be. */
  #start(what: KeptNetwork["what"], name: string, settings?: RunSettings): Omit<KeptNetwork, "bytes"> {
    const opening = this.#opening;
    const state: RunState = what === "model" ? "none" : "paused";
    return {
      id: opening?.id ?? Math.max(Date.now(), ...this.#networks.map(({ id }) => id + 1)),
      name: opening?.name ?? name,
      settings,
      ...{ what, state, at: Date.now(), step: 0, steps: 0, accuracy: Number.NaN, curves: this.#options.run.curves },
      images: this.#images?.source ?? "",
      isBundled: this.#images?.isBundled ?? true,
    };
  }

  #replace(network: Omit<KeptNetwork, "bytes"> | undefined): void {
    this.#before = this.#now?.id ?? this.#before;
    this.#now = network;
    if (network) setTabItem(String(network.id));
    this.#show();
  }

  #update(change: Partial<KeptNetwork>): void {
    if (this.#now) this.#now = { ...this.#now, ...change };
  }

  /** Keeps the network of the moment, if it has learnt. */
  async keep(): Promise<void> {
    const { client, store, run } = this.#options;
    const asked = this.#now;
    // What has not learnt yet is made again in no time.
    if (!asked || (asked.what === "checkpoint" && asked.step === 0)) return;
    this.#keptAt = performance.now();
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await client.save(asked.what, {});
    } catch {
      // It has just been lost, and is kept as it was kept last.
      return;
    }
    // The worker answers in order: what it has said meanwhile is of the same network, unless that is another by now.
    const now = this.#now?.id === asked.id ? this.#now : asked;
    const known = this.#networks.find(({ id }) => id === now.id);
    const at = known?.step === now.step ? known.at : Date.now();
    const network: KeptNetwork = { ...now, bytes, at, accuracy: run.accuracy, curves: run.curves };
    this.#networks = [...this.#networks.filter(({ id }) => id !== network.id), network].sort((a, b) => a.id - b.id);
    void store?.putNetwork(network);
    const oldest = this.#networks.find(({ id }) => id !== this.#now?.id);
    if (oldest && this.#networks.length > MAX_KEPT) this.#remove(oldest.id);
    this.#show();
  }

  async #compare(id: number): Promise<void> {
    await this.keep();
    const { client, pads } = this.#options;
    const networks = this.#networks.filter(({ images }) => images === this.#images?.source);
    const now = networks.find((network) => network.id === this.#now?.id)?.id;
    const other = now ?? networks.filter((network) => network.id !== id).at(-1)?.id;
    if (other === undefined) return;
    try {
      const { compareKept } = await import("./compare-kept.ts");
      await compareKept({ client, pads, networks, now, shape: this.#images?.shape }, [other, id]);
    } catch {
      say(element("kept-note", HTMLParagraphElement), t("partOffline"));
    }
  }

  #remove(id: number): void {
    this.#networks = this.#networks.filter((network) => network.id !== id);
    void this.#options.store?.deleteNetwork(id);
    this.#show();
  }

  async #open(id: number | undefined, greeting: Greeting, warning = ""): Promise<void> {
    const network = this.#networks.find((each) => each.id === id);
    if (!network) return;
    const { client, data, form, run } = this.#options;
    if (network.isBundled && data.files !== undefined && data.sendDigits()) await client.next("data");
    const isOver = network.state === "done";
    const greeted = t(greeting, nameOf(network));
    const words = network.what === "model" || isOver ? greeted : `${greeted} ${t("pressContinue")}`;
    run.open({ words, warning, isOver, curves: network.curves });
    this.#opening = network;
    const { bytes, settings } = network;
    const [name, architectureFile] = [nameOf(network), settings?.architectureFile];
    client.send({ type: "load", bytes, name, threads: form.settings.threads, architectureFile });
  }

  /** The network of the moment is lost, since what was to replace it failed: it is brought back as it was kept last. */
  #rescue(message: string, opening: KeptNetwork | undefined): void {
    const { run } = this.#options;
    const lost = this.#networks.find(({ id }) => id === this.#now?.id);
    if (lost && lost.id !== opening?.id) {
      void this.#open(lost.id, "stillHere", run.warning || message);
      return;
    }
    this.#replace(undefined);
    run.lose();
  }

  #show(): void {
    this.#list.show(this.#networks, this.#now?.id, this.#images?.source);
    const before = this.#networks.find(({ id }) => id === this.#before);
    this.#undo.hidden = !before || before.id === this.#now?.id;
    if (!before) return;
    const right = Number.isNaN(before.accuracy) ? "" : t("percent", before.accuracy);
    say(this.#undo, t("backTo", nameOf(before), right));
  }
}

// Storage is refused to pages in some settings: then the last network of all tabs is taken.
function tabItem(): string | null {
  try {
    return sessionStorage.getItem(TAB_KEY);
  } catch {
    return null;
  }
}

function setTabItem(value: string): void {
  try {
    sessionStorage.setItem(TAB_KEY, value);
  } catch {
    // See above.
  }
}
