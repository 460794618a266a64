import { t } from "../../messages/t.ts";
import type { Settings } from "../../settings.ts";
import { download } from "../download.ts";
import { element, say } from "../elements.ts";
import { titleOf } from "../kept/kept-network.ts";
import type { EmbeddingMap } from "../map/embedding-map.ts";
import type { PageWorkerClient } from "../page-worker-client.ts";
import type { RunPanel } from "../run-panel.ts";
import { lineSymbols, symbolsToText } from "../symbols.ts";
import type { TeachPanel } from "../teach-panel.ts";
import { pictureCard } from "./picture-card.ts";
import { FINGERPRINT_DIGITS, linkFragment } from "./run-link.ts";

/** Characters of a QR code of 89 modules a side: a phone reads those from a screen without being held close. */
const MAX_QR = 700;
const PICTURE = "same-or-different.svg";

export interface LinkPanelOptions {
  readonly client: PageWorkerClient;
  readonly teach: TeachPanel;
  readonly run: RunPanel;
  readonly map: EmbeddingMap;
}

/** A link that is the network of the moment: to copy, or as a QR code for the class. */
export class LinkPanel {
  readonly #teach: TeachPanel;
  readonly #run: RunPanel;
  readonly #map: EmbeddingMap;
  readonly #copy = element("copy-link", HTMLButtonElement);
  readonly #show = element("show-qr", HTMLButtonElement);
  readonly #picture = element("save-picture", HTMLButtonElement);
  readonly #status = element("link-status", HTMLParagraphElement);
  readonly #field = element("link", HTMLInputElement);
  readonly #dialog = element("qr-dialog", HTMLDialogElement);
  #settings: Settings | undefined;
  #fingerprint = "";
  /** The link, without the symbols where they are too much for a QR code. */
  #qr = "";
  #isBundled = true;

  constructor({ client, teach, run, map }: LinkPanelOptions) {
    this.#teach = teach;
    this.#run = run;
    this.#map = map;
    client.on("data", ({ data }) => {
      this.#isBundled = data.isBundled;
      this.#take(undefined);
    });
    client.on("run", ({ settings }) => this.#take(settings));
    client.on("loaded", ({ what }) => {
      if (what === "model") this.#take(undefined);
    });
    client.on("state", ({ state }) => {
      if (state === "running") this.#fingerprint = "";
    });
    client.on("fingerprint", ({ hash }) => {
      this.#fingerprint = hash;
      void this.#tell();
    });
    teach.onChange(() => void this.#tell());
    this.#copy.addEventListener("click", () => void this.#copyLink());
    this.#picture.addEventListener("click", () => this.#savePicture());
    this.#show.addEventListener("click", () => void this.#showQr());
    element("qr-close", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    void this.#tell();
  }

  #take(settings: Settings | undefined): void {
    this.#settings = settings;
    this.#fingerprint = "";
    void this.#tell();
  }

  async #tell(): Promise<void> {
    const settings = this.#isBundled ? this.#settings : undefined;
    this.#copy.disabled = this.#show.disabled = !settings;
    this.#picture.disabled = !this.#settings;
    this.#field.value = "";
    if (!settings) {
      say(this.#status, t(this.#isBundled ? "linkFirst" : "linkOwnImages"));
      return;
    }
    // Colour pictures are too long for a link.
    const symbols = lineSymbols(this.#teach.symbols);
    const text = symbols.length > 0 ? symbolsToText(symbols) : "";
    const linkWith = async (symbols: string) => {
      const fragment = await linkFragment({ settings, symbols, fingerprint: this.#fingerprint });
      return `${location.origin}${location.pathname}#${fragment}`;
    };
    const link = await linkWith(text);
    const qr = link.length > MAX_QR ? await linkWith("") : link;
    if (settings !== this.#settings) return;
    this.#field.value = link;
    this.#qr = qr;
    this.#show.disabled = qr.length > MAX_QR;
    const hasQr = this.#show.disabled ? "none" : qr === link ? "whole" : "bare";
    const told = [t("linkLength", link.length, text !== "", hasQr)];
    if (symbols.length < this.#teach.symbols.length) told.push(t("coloursStay"));
    say(this.#status, told.join(" "));
  }

  async #copyLink(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#field.value);
      say(this.#status, t("copied"));
    } catch {
      // Some browsers give the clipboard to no page, or to pages from https alone.
      this.#field.select();
      say(this.#status, t("copyYourself"));
    }
  }

  #savePicture(): void {
    const settings = this.#settings;
    if (!settings) return;
    const title = titleOf(settings);
    const { accuracy } = this.#run;
    const { points } = this.#map;
    const card = pictureCard({
      title,
      accuracy: Number.isNaN(accuracy) ? "–" : t("percent", accuracy),
      fingerprint: this.#fingerprint.slice(0, FINGERPRINT_DIGITS) || t("cardUnknown"),
      link: this.#isBundled ? location.host + location.pathname : "",
      points,
    });
    download(PICTURE, card, "image/svg+xml");
    say(this.#status, t("pictureSaved", PICTURE));
  }

  async #showQr(): Promise<void> {
    const { drawQr } = await import("./qr.ts").catch(() => ({ drawQr: undefined }));
    if (!drawQr) return say(this.#status, t("partOffline"));
    drawQr(element("qr", HTMLCanvasElement), this.#qr);
    this.#dialog.showModal();
  }
}
