import { t } from "../messages/t.ts";
import type { ArchitectureField } from "./architecture-field.ts";
import { type Chosen, chosenIn, takeDrops } from "./dropped-files.ts";
import { create, element, say } from "./elements.ts";
import { nameOfImages } from "./name-of-images.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";

/** What the network trains on: the digits that the page brings along, or the visitor's own files. */
export class DataPanel {
  readonly #client: PageWorkerClient;
  readonly #architecture: ArchitectureField;
  readonly #name = element("data-name", HTMLSpanElement);
  readonly #notes = element("data-notes", HTMLUListElement);
  readonly #back = element("digits", HTMLButtonElement);
  #digits: Blob | undefined;
  #asked: readonly Chosen[] | undefined;
  #files: readonly Chosen[] | undefined;

  constructor(client: PageWorkerClient, architecture: ArchitectureField) {
    this.#client = client;
    this.#architecture = architecture;
    // The visitor's own images become those that the layers take, as on the command line.
    architecture.onChange(() => void (this.#files && this.send(this.#files)));
    for (const id of ["files", "folder"]) {
      const input = element(id, HTMLInputElement);
      input.addEventListener("change", () => {
        void this.send(chosenIn(input));
        input.value = "";
      });
    }
    this.#back.addEventListener("click", () => this.sendDigits());
    const fold = element("data-fold", HTMLDetailsElement);
    takeDrops({
      frame: element("drop", HTMLDivElement),
      onOver: () => {
        fold.open = true;
      },
      take: (files) => void this.send(files),
    });
    client.on("data", ({ data }) => {
      this.#files = this.#asked;
      this.#back.hidden = this.#files === undefined || this.#digits === undefined;
      say(this.#name, t("imageCounts", nameOfImages(data.source), data.trainCount, data.testCount));
      this.#notes.replaceChildren(
        ...data.notes.map((note) => {
          const item = create("li", "", note);
          // The library's words.
          item.lang = "en";
          return item;
        }),
      );
    });
  }

  /** Says something more of the images. */
  note(text: string): void {
    this.#notes.append(create("li", "", text));
  }

  /** The visitor's own files that are trained on; undefined for the digits that the page brings along. */
  get files(): readonly Chosen[] | undefined {
    return this.#files;
  }

  /** Takes the digits that the page brings along, packed. */
  set digits(packed: Blob | undefined) {
    this.#digits = packed;
  }

  /** Goes back to those digits. False if they are not there. */
  sendDigits(): boolean {
    if (!this.#digits) return false;
    this.#asked = undefined;
    this.#client.send({ type: "digits", packed: this.#digits });
    return true;
  }

  /** Sends files of the visitor's own. False if they cannot be trained on. */
  async send(files: readonly Chosen[]): Promise<boolean> {
    // Systems leave files of their own in folders.
    const chosen = files.filter(({ file }) => !file.name.startsWith(".") && file.name !== "Thumbs.db");
    if (chosen.length === 0) return false;
    this.#asked = chosen;
    const answer = Promise.race([
      this.#client.next("data").then(() => true),
      this.#client.next("failed").then(() => false),
    ]);
    const { input } = this.#architecture;
    this.#client.send({ type: "files", files: chosen, ...(input ? { input } : {}) });
    return answer;
  }
}
