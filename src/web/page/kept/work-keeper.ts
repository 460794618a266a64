import type { Settings } from "../../settings.ts";
import type { ComparePanel } from "../compare-panel.ts";
import { drawingFromJson, drawingToJson } from "../drawing.ts";
import type { Pad } from "../pad.ts";
import type { SettingsForm } from "../settings-form.ts";
import type { SymbolTrainingPanel } from "../symbol-training-panel.ts";
import { SYMBOL_KINDS, symbolsFromText, symbolsToText } from "../symbols.ts";
import type { TeachPanel } from "../teach-panel.ts";
import type { KeptStore } from "./kept-store.ts";

/** What is being drawn is kept once it has been left alone for so long. */
const SETTLED_MS = 300;

/** What was trained on symbols of each kind, by its name in the store. */
const NETWORKS = { lines: "symbol-network", colours: "colour-network" };

export interface WorkKeeperOptions {
  readonly store: KeptStore;
  readonly form: SettingsForm;
  readonly teach: TeachPanel;
  readonly compare: ComparePanel;
  readonly symbolTraining: SymbolTrainingPanel;
}

/** Keeps what the visitor has entered and drawn: the settings, the drawings on the pads, the symbols, and what was trained on
 * them. */
export class WorkKeeper {
  readonly #store: KeptStore;
  readonly #form: SettingsForm;
  readonly #teach: TeachPanel;
  readonly #symbolTraining: SymbolTrainingPanel;
  readonly #pads: Readonly<Record<string, Pad>>;
  readonly #channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("siamese-simd-page") : undefined;
  readonly #pending = new Map<string, { readonly timer: number; readonly put: () => void }>();

  constructor({ store, form, teach, compare, symbolTraining }: WorkKeeperOptions) {
    this.#store = store;
    this.#form = form;
    this.#teach = teach;
    this.#symbolTraining = symbolTraining;
    this.#pads = { "pad-a": compare.pads[0], "pad-b": compare.pads[1], "pad-teach": teach.pad };
  }

  /** Puts everything back as it was, and keeps what changes from now on. */
  async load(): Promise<void> {
    const settings = await this.#store.get<Settings>("settings");
    if (settings) this.#form.restore(settings);
    await this.#loadSymbols();
    for (const kind of SYMBOL_KINDS) void this.#symbolTraining.restore(kind, await this.#store.get(NETWORKS[kind]));
    this.#symbolTraining.onChange(() => {
      for (const kind of SYMBOL_KINDS) this.#later(NETWORKS[kind], () => this.#symbolTraining.trained(kind));
    });
    for (const [name, pad] of Object.entries(this.#pads)) putBack(pad, await this.#store.get(name));
    // At once: whoever sets something and leaves means it, and WebKit loses what is written while it leaves.
    this.#form.onChange(() => this.#later("settings", () => this.#form.settings, 0));
    this.#teach.onChange(() => {
      this.#later("symbols", () => symbolsToText(this.#teach.symbols));
    });
    for (const [name, pad] of Object.entries(this.#pads)) pad.onChange(() => this.#later(name, () => contentOf(pad)));
    // Symbols that are taught in another tab are there in this one too: else the tab that is used last would lose them.
    if (this.#channel) this.#channel.onmessage = () => void this.#loadSymbols();
    document.addEventListener("visibilitychange", () => this.#flush());
    window.addEventListener("pagehide", () => this.#flush());
  }

  async #loadSymbols(): Promise<void> {
    const text = await this.#store.get<string>("symbols");
    if (text === undefined || text === symbolsToText(this.#teach.symbols)) return;
    try {
      this.#teach.symbols = symbolsFromText(text, "kept");
    } catch {
      // Of a version of this page that kept them in another way.
    }
  }

  #later(name: string, value: () => unknown, wait = SETTLED_MS): void {
    window.clearTimeout(this.#pending.get(name)?.timer);
    const put = () => {
      this.#pending.delete(name);
      void this.#store.put(name, value()).then(() => {
        if (name === "symbols") this.#channel?.postMessage(name);
      });
    };
    this.#pending.set(name, { timer: window.setTimeout(put, wait), put });
  }

  #flush(): void {
    for (const { timer, put } of [...this.#pending.values()]) {
      window.clearTimeout(timer);
      put();
    }
  }
}

/** What is on a pad, as it is kept; null for nothing. */
function contentOf({ drawing, picked }: Pad): { drawing: unknown; from?: string; name?: string } | null {
  return drawing
    ? { drawing: drawingToJson(drawing), ...(picked ? { from: picked.from, name: picked.name } : {}) }
    : null;
}

function putBack(pad: Pad, kept: unknown): void {
  const { drawing: json, from, name } = (kept ?? {}) as { drawing?: unknown; from?: unknown; name?: unknown };
  const drawing = drawingFromJson(json);
  if (!drawing) return;
  if ("strokes" in drawing) pad.show(drawing.strokes);
  else pad.showPicked({ drawing, from: from === "file" ? from : "held out", name: String(name ?? "") });
}
