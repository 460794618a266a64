import type { RunState } from "../protocol.ts";
import { download } from "./download.ts";
import { element, say } from "./elements.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";
import type { RunPanel } from "./run-panel.ts";
import type { SettingsForm } from "./settings-form.ts";
import { addSymbols, symbolsFromText, symbolsToText } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

declare const NODE_FINGERPRINT: string;

const SYMBOLS = "symbols";
const MAX_BYTES = 2 ** 26;

/** Saves and loads the model and the checkpoint, and shows the fingerprint of a finished run. */
export class FilesPanel {
  readonly #client: PageWorkerClient;
  readonly #form: SettingsForm;
  readonly #teach: TeachPanel;
  readonly #run: RunPanel;
  readonly #saveModel = element("save-model", HTMLButtonElement);
  readonly #saveCheckpoint = element("save-checkpoint", HTMLButtonElement);
  readonly #status = element("file-status", HTMLParagraphElement);
  readonly #hash = element("fingerprint", HTMLParagraphElement);
  readonly #verdict = element("fingerprint-verdict", HTMLParagraphElement);
  /** What files are called: the recipe, epochs and seed, or the file that was loaded. */
  #name = "";
  #state: RunState = "none";
  #isBundled = true;
  /** The file that is being loaded: what the page brings back itself is told elsewhere. */
  #loading: string | undefined;

  constructor(client: PageWorkerClient, form: SettingsForm, teach: TeachPanel, run: RunPanel) {
    this.#client = client;
    this.#form = form;
    this.#teach = teach;
    this.#run = run;
    this.#saveModel.addEventListener("click", () => void this.#save("model"));
    this.#saveCheckpoint.addEventListener("click", () => void this.#save("checkpoint"));
    const load = element("load", HTMLInputElement);
    load.addEventListener("change", () => {
      const file = load.files?.[0];
      if (file) void this.#load(file);
      load.value = "";
    });
    client.on("data", ({ data }) => {
      this.#isBundled = data.isBundled;
      this.#allow(false, false);
      this.#forget();
    });
    client.on("run", ({ settings: { recipe, epochs, seed } }) => {
      this.#name = [recipe, epochs, epochs === 1 ? "epoch" : "epochs", "seed", seed].join("-");
      this.#allow(true, true);
      this.#forget();
    });
    client.on("state", ({ state }) => {
      this.#state = state;
    });
    client.on("loaded", ({ what, name, extra }) => {
      const isFile = name === this.#loading;
      this.#loading = undefined;
      if (what === "model") {
        this.#name = name.replace(/\.safetensors$/, "");
        this.#allow(true, false);
        this.#forget();
      }
      const then = what === "model" ? "Compare and teach with it." : "Press Continue to go on with the run.";
      say(this.#status, isFile ? `${name} is loaded. ${then}` : "");
      this.#takeSymbols(extra[SYMBOLS], name);
    });
    client.on("failed", ({ message, request, hasNetwork }) => {
      if (request === "load") say(this.#status, message);
      if (!hasNetwork) this.#allow(false, false);
    });
    client.on("fingerprint", ({ hash, step, isDefault }) => this.#show(hash, step, isDefault));
  }

  #allow(model: boolean, checkpoint: boolean): void {
    this.#saveModel.disabled = !model;
    this.#saveCheckpoint.disabled = !checkpoint;
  }

  async #save(what: "model" | "checkpoint"): Promise<void> {
    const { symbols } = this.#teach;
    const { accuracy } = this.#run;
    const right = Number.isNaN(accuracy) ? "" : `-${(100 * accuracy).toFixed(1)}`;
    // What a file system may not take in a name, such as a recipe's out of a file.
    const stem = this.#name.replace(/[^\p{L}\p{N}._ -]/gu, "_");
    const name = what === "model" ? `${stem}${right}.safetensors` : `${stem}-checkpoint.safetensors`;
    try {
      const bytes = await this.#client.save(what, symbols.length > 0 ? { [SYMBOLS]: symbolsToText(symbols) } : {});
      download(name, bytes, "application/octet-stream");
      say(this.#status, `${name}: ${Math.round(bytes.length / 1000)} kB, saved where your downloads go.`);
    } catch (error) {
      say(this.#status, (error as Error).message);
    }
  }

  async #load(file: File): Promise<void> {
    const { name } = file;
    if (file.size > MAX_BYTES) return say(this.#status, `${name}: expected at most 64 MB, it has more.`);
    const { threads } = this.#form.settings;
    this.#loading = name;
    this.#client.send({ type: "load", bytes: new Uint8Array(await file.arrayBuffer()), name, threads });
  }

  /** The file's symbols come to the visitor's own, which stay. */
  #takeSymbols(text: string | undefined, name: string): void {
    if (text === undefined) return;
    try {
      const { symbols, left } = addSymbols(this.#teach.symbols, symbolsFromText(text, name));
      this.#teach.change(symbols);
      if (left > 0) say(this.#status, `${name} is loaded, but for ${left} drawings of symbols: there are too many.`);
    } catch (error) {
      say(this.#status, (error as Error).message);
    }
  }

  #forget(): void {
    say(this.#hash, "Train to the end to see it.");
    say(this.#verdict, "");
  }

  #show(hash: string, step: number, isDefault: boolean): void {
    if (hash === "") {
      say(this.#hash, "Not here: this page came over plain http, and browsers hash for https and localhost only.");
      return;
    }
    say(this.#hash, hash);
    const isEqual = isDefault && hash === NODE_FINGERPRINT;
    this.#verdict.classList.toggle("equal", isEqual);
    say(this.#verdict, isEqual ? "✓ Bit for bit what Node trains with these settings." : this.#advice(step, isDefault));
  }

  #advice(step: number, isDefault: boolean): string {
    if (isDefault) {
      return "✗ Node trains other weights with these settings: please report this, with your browser's version.";
    }
    if (this.#state !== "done") {
      return `After ${step.toLocaleString("en")} steps, not at the run's end: train to the end to compare it with others.`;
    }
    return this.#isBundled
      ? "Run the command under Settings in Node and compare."
      : "Anyone who trains on the same images with the same settings gets the same.";
  }
}
