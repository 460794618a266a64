import { t } from "../../messages/t.ts";
import type { DataPanel } from "../data-panel.ts";
import { element, say } from "../elements.ts";
import { titleOf } from "../kept/kept-network.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import type { RunPanel } from "../run-panel.ts";
import type { SettingsForm } from "../settings-form.ts";
import { addSymbols, symbolsFromText } from "../symbols.ts";
import type { TeachPanel } from "../teach-panel.ts";
import { FINGERPRINT_DIGITS, type RunLink, readLink } from "./run-link.ts";

export interface LinkOfferOptions {
  readonly client: PageWorkerClient;
  readonly form: SettingsForm;
  readonly run: RunPanel;
  readonly teach: TeachPanel;
  readonly data: DataPanel;
}

/** A link that names a run offers to train it here, and says whether the same network came of it. */
export class LinkOffer {
  readonly #options: LinkOfferOptions;
  readonly #card = element("offer", HTMLDivElement);
  readonly #text = element("offer-text", HTMLParagraphElement);
  readonly #train = element("offer-train", HTMLButtonElement);
  readonly #not = element("offer-not", HTMLButtonElement);
  #link: RunLink | undefined;
  /** Whether the run of the moment is the link's. */
  #isTraining = false;

  constructor(options: LinkOfferOptions) {
    this.#options = options;
    const { client } = options;
    this.#train.addEventListener("click", () => void this.#begin());
    this.#not.addEventListener("click", () => this.#dismiss());
    window.addEventListener("hashchange", () => void this.look());
    client.on("run", () => {
      if (this.#isTraining && this.#train.hidden) return;
      this.#isTraining = false;
    });
    client.on("fingerprint", ({ hash }) => this.#judge(hash));
  }

  /** Reads the page's own address. */
  async look(): Promise<void> {
    this.#link = undefined;
    this.#card.hidden = true;
    try {
      this.#link = await readLink(location.hash.slice(1));
    } catch (error) {
      this.#say((error as Error).message, false);
      return;
    }
    if (!this.#link) return;
    const { settings, symbols } = this.#link;
    this.#say(t("offer", titleOf(settings), symbols !== ""), true);
  }

  #say(text: string, canTrain: boolean): void {
    this.#card.hidden = false;
    this.#train.hidden = !canTrain;
    say(this.#not, t(canTrain ? "notNow" : "close"));
    say(this.#text, text);
  }

  #dismiss(): void {
    this.#card.hidden = true;
    this.#link = undefined;
    history.replaceState(null, "", location.pathname + location.search);
  }

  async #begin(): Promise<void> {
    const link = this.#link;
    if (!link) return;
    const { client, data, form, run, teach } = this.#options;
    let symbols = teach.symbols;
    try {
      if (link.symbols !== "") symbols = addSymbols(symbols, symbolsFromText(link.symbols, t("thisLink"))).symbols;
      if (link.settings.architecture) {
        await client.readArchitecture(JSON.stringify(link.settings.architecture), t("thisLink"));
      }
    } catch (error) {
      this.#say((error as Error).message, false);
      return;
    }
    if (data.files && data.sendDigits()) await client.next("data");
    if (!form.restore({ ...link.settings, threads: form.settings.threads })) {
      this.#say(t("linkRange"), false);
      return;
    }
    teach.symbols = symbols;
    this.#isTraining = true;
    this.#say(t("linkTraining"), false);
    run.train();
  }

  #judge(hash: string): void {
    if (!this.#isTraining || !this.#link || this.#options.run.state !== "done") return;
    this.#isTraining = false;
    const { fingerprint } = this.#link;
    this.#say(this.#verdict(hash, fingerprint), false);
  }

  #verdict(hash: string, fingerprint: string): string {
    if (hash === "") return t("linkNoHash");
    if (fingerprint === "") return t("linkUnsaid");
    return hash.startsWith(fingerprint)
      ? t("linkSame")
      : t("linkOther", fingerprint, hash.slice(0, FINGERPRINT_DIGITS));
  }
}
