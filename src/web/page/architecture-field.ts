import { printable } from "../../message-text.ts";
import type { Architecture } from "../../nn/architecture.ts";
import { t } from "../messages/t.ts";
import type { Settings } from "../settings.ts";
import { element, say, sayError } from "./elements.ts";
import type { PageWorkerClient } from "./page-worker-client.ts";

type Chosen = Pick<Settings, "architecture" | "architectureFile">;

/** Bytes of a file: a thousand layers take less. */
const MAX_BYTES = 2 ** 20;

/** A network's layers out of a file, in place of those that fit the images. */
export class ArchitectureField {
  readonly #name = element("architecture-name", HTMLSpanElement);
  readonly #status = element("architecture-status", HTMLParagraphElement);
  readonly #back = element("architecture-own", HTMLButtonElement);
  readonly #listeners: (() => void)[] = [];
  #settings: Chosen = {};

  constructor(client: PageWorkerClient) {
    const input = element("architecture", HTMLInputElement);
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) void this.#read(file, client);
      input.value = "";
    });
    this.#back.addEventListener("click", () => {
      this.show({});
      this.#tell();
    });
    this.show({});
  }

  get settings(): Chosen {
    return this.#settings;
  }

  /** What images the layers take; undefined for the layers that fit the images. */
  get input(): Architecture["input"] | undefined {
    return this.#settings.architecture?.input;
  }

  show({ architecture, architectureFile }: Chosen): void {
    this.#settings = architecture ? { architecture, architectureFile } : {};
    this.#back.hidden = !architecture;
    say(this.#name, architecture ? printable(architectureFile ?? t("layersOfCheckpoint")) : t("layersNone"));
    say(this.#status, architecture ? describe(architecture) : "");
  }

  /** Has a function called when the visitor has chosen other layers. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async #read(file: File, client: PageWorkerClient): Promise<void> {
    const name = printable(file.name);
    try {
      if (file.size > MAX_BYTES)
        throw new RangeError(`${name}: expected at most ${MAX_BYTES} bytes, got ${file.size}.`);
      const architecture = await client.readArchitecture(await file.text(), name);
      this.show({ architecture, architectureFile: file.name });
    } catch (error) {
      sayError(this.#status, error);
      return;
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function describe({ input, layers }: Architecture): string {
  const { height, width, channels } = input;
  return t("layers", layers.length, channels, height, width);
}
