import { create, element, say } from "./elements.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";
import { symbolsFromText, symbolsToText } from "./symbols.ts";
import type { TeachPanel } from "./teach-panel.ts";

declare const NODE_FINGERPRINT: string;

const SYMBOLS = "symbols";
const MAX_BYTES = 2 ** 26;
// The browser has taken the file long before.
const KEEP_URL_MS = 60_000;

function download(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = create("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_URL_MS);
}

/** Saves and loads the model and the checkpoint, and shows the fingerprint of a finished run. */
export class FilesPanel {
  readonly #client: PageWorkerClient;
  readonly #teach: TeachPanel;
  readonly #saveModel = element("save-model", HTMLButtonElement);
  readonly #saveCheckpoint = element("save-checkpoint", HTMLButtonElement);
  readonly #status = element("file-status", HTMLParagraphElement);
  readonly #hash = element("fingerprint", HTMLParagraphElement);
  readonly #verdict = element("fingerprint-verdict", HTMLParagraphElement);

  constructor(client: PageWorkerClient, teach: TeachPanel) {
    this.#client = client;
    this.#teach = teach;
    this.#saveModel.addEventListener("click", () => this.#save("model"));
    this.#saveCheckpoint.addEventListener("click", () => this.#save("checkpoint"));
    const load = element("load", HTMLInputElement);
    load.addEventListener("change", () => {
      const file = load.files?.[0];
      if (file) void this.#load(file);
      load.value = "";
    });
    client.on("data", () => this.#allow(false, false));
    client.on("run", () => {
      this.#allow(true, true);
      this.#forget();
    });
    client.on("file", ({ name, bytes }) => {
      download(name, bytes);
      say(this.#status, `${name}: ${Math.round(bytes.length / 1000)} kB, saved where your downloads go.`);
    });
    client.on("loaded", ({ what, name, extra }) => {
      if (what === "model") {
        this.#allow(true, false);
        this.#forget();
      }
      this.#takeSymbols(extra[SYMBOLS], name);
      const then = what === "model" ? "Compare and teach with it." : "Press Continue to go on with the run.";
      say(this.#status, `${name} is loaded. ${then}`);
    });
    client.on("failed", ({ message }) => say(this.#status, message));
    client.on("fingerprint", ({ hash, step, isDefault }) => this.#show(hash, step, isDefault));
  }

  #allow(model: boolean, checkpoint: boolean): void {
    this.#saveModel.disabled = !model;
    this.#saveCheckpoint.disabled = !checkpoint;
  }

  #save(what: "model" | "checkpoint"): void {
    const { symbols } = this.#teach;
    this.#client.send({ type: "save", what, extra: symbols.length > 0 ? { [SYMBOLS]: symbolsToText(symbols) } : {} });
  }

  async #load(file: File): Promise<void> {
    if (file.size > MAX_BYTES) return say(this.#status, `${file.name}: expected at most 64 MB, it has more.`);
    this.#client.send({ type: "load", bytes: new Uint8Array(await file.arrayBuffer()), name: file.name });
  }

  #takeSymbols(text: string | undefined, name: string): void {
    if (text === undefined) return;
    try {
      this.#teach.symbols = symbolsFromText(text, name);
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
    say(
      this.#verdict,
      isEqual
        ? "✓ Bit for bit what Node trains with these settings."
        : isDefault
          ? "✗ Node trains other weights with these settings: please report this, with your browser's version."
          : `After ${step.toLocaleString("en")} steps. Run the command under Settings in Node and compare.`,
    );
  }
}
