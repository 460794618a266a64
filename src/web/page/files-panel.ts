import { t } from "../messages/t.ts";
import type { RunState } from "../protocol.ts";
import { download } from "./download.ts";
import { element, say, sayError } from "./elements.ts";
import type { PageParts } from "./one-file/save-page.ts";
import type { RunPanel } from "./run-panel.ts";
import type { SettingsForm } from "./settings-form.ts";
import { addSymbols, isColourSymbol, symbolsFromText, symbolsToText } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

declare const NODE_FINGERPRINT: string;

const SYMBOLS = "symbols";
const MAX_BYTES = 2 ** 26;

/** Saves and loads the model and the checkpoint, and shows the fingerprint of a finished run. */
export class FilesPanel {
  readonly #parts: PageParts;
  readonly #client: PageParts["client"];
  readonly #form: SettingsForm;
  readonly #teach: TeachPanel;
  readonly #run: RunPanel;
  readonly #saveModel = element("save-model", HTMLButtonElement);
  readonly #saveCheckpoint = element("save-checkpoint", HTMLButtonElement);
  readonly #savePage = element("save-page", HTMLButtonElement);
  readonly #status = element("file-status", HTMLParagraphElement);
  readonly #hash = element("fingerprint", HTMLParagraphElement);
  readonly #verdict = element("fingerprint-verdict", HTMLParagraphElement);
  /** What files are called: the recipe, epochs and seed, or the file that was loaded. */
  #name = "";
  #state: RunState = "none";
  #isBundled = true;
  /** The file that is being loaded: what the page brings back itself is told elsewhere. */
  #loading: string | undefined;

  constructor(parts: PageParts, form: SettingsForm, run: RunPanel) {
    const { client, teach } = parts;
    this.#parts = parts;
    this.#client = client;
    this.#form = form;
    this.#teach = teach;
    this.#run = run;
    this.#saveModel.addEventListener("click", () => void this.#save("model"));
    this.#saveCheckpoint.addEventListener("click", () => void this.#save("checkpoint"));
    this.#savePage.addEventListener("click", () => void this.#saveOneFile());
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
      say(this.#status, isFile ? t("fileLoaded", name, what === "model") : "");
      this.#takeSymbols(extra[SYMBOLS], name);
    });
    client.on("failed", ({ message, request, hasNetwork }) => {
      if (request === "load") sayError(this.#status, message);
      if (!hasNetwork) this.#allow(false, false);
    });
    client.on("fingerprint", ({ hash, step, isDefault }) => this.#show(hash, step, isDefault));
  }

  #allow(model: boolean, checkpoint: boolean): void {
    this.#saveModel.disabled = this.#savePage.disabled = !model;
    this.#saveCheckpoint.disabled = !checkpoint;
  }

  /** What the run's file is called, without its ending: recipe, epochs, seed, and of a model how often it is right. */
  #stem(what: "model" | "checkpoint"): string {
    const { accuracy } = this.#run;
    const right = Number.isNaN(accuracy) ? "" : `-${(100 * accuracy).toFixed(1)}`;
    // What a file system may not take in a name, such as a recipe's out of a file.
    return this.#name.replace(/[^\p{L}\p{N}._ -]/gu, "_") + (what === "model" ? right : "-checkpoint");
  }

  async #saveOneFile(): Promise<void> {
    try {
      const { savePage } = await import("./one-file/save-page.ts");
      const { name, bytes } = await savePage(this.#parts, this.#stem("model"));
      const told = [t("fileSaved", name, bytes)];
      if (this.#teach.symbols.some(isColourSymbol)) told.push(t("coloursStay"));
      say(this.#status, told.join(" "));
    } catch (error) {
      sayError(this.#status, error);
    }
  }

  async #save(what: "model" | "checkpoint"): Promise<void> {
    const { symbols } = this.#teach;
    const name = `${this.#stem(what)}.safetensors`;
    try {
      const bytes = await this.#client.save(what, symbols.length > 0 ? { [SYMBOLS]: symbolsToText(symbols) } : {});
      download(name, bytes, "application/octet-stream");
      say(this.#status, t("fileSaved", name, bytes.length));
    } catch (error) {
      sayError(this.#status, error);
    }
  }

  async #load(file: File): Promise<void> {
    const { name } = file;
    if (file.size > MAX_BYTES) return say(this.#status, t("fileLarge", name, MAX_BYTES / 2 ** 20));
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
      if (left > 0) say(this.#status, t("fileSymbolsLeft", name, left));
    } catch (error) {
      sayError(this.#status, error);
    }
  }

  #forget(): void {
    say(this.#hash, t("trainToSee"));
    say(this.#verdict, "");
  }

  #show(hash: string, step: number, isDefault: boolean): void {
    if (hash === "") {
      say(this.#hash, t("noHash"));
      return;
    }
    say(this.#hash, hash);
    const isEqual = isDefault && hash === NODE_FINGERPRINT;
    this.#verdict.classList.toggle("equal", isEqual);
    say(this.#verdict, isEqual ? t("bitForBit") : this.#advice(step, isDefault));
  }

  #advice(step: number, isDefault: boolean): string {
    if (isDefault) return t("otherWeights");
    if (this.#state !== "done") return t("notAtEnd", step);
    return t(this.#isBundled ? "runAndCompare" : "anyoneSame");
  }
}
