import type { Backend } from "../../nn/network.ts";
import { defaultRecipe, isRecipeName } from "../../run/recipes.ts";
import { t } from "../messages/t.ts";
import type { ImageShape } from "../protocol.ts";
import { commandOf, defaultSettings, type Settings, settingsOf } from "../settings.ts";
import type { ArchitectureField } from "./architecture-field.ts";
import { element, say } from "./elements.ts";

const NUMBERS = ["epochs", "batch", "lr", "margin", "seed"] as const;

/** The form in which a run's settings are chosen. */
export class SettingsForm {
  readonly #form = element("settings", HTMLFormElement);
  readonly #recipe = element("recipe", HTMLSelectElement);
  readonly #threads = element("threads", HTMLSelectElement);
  readonly #backend = element("backend", HTMLSelectElement);
  readonly #command = element("command", HTMLElement);
  readonly #numbers = Object.fromEntries(NUMBERS.map((key) => [key, element(key, HTMLInputElement)])) as Record<
    (typeof NUMBERS)[number],
    HTMLInputElement
  >;
  readonly #architecture: ArchitectureField;
  readonly #listeners: (() => void)[] = [];
  #maxThreads = 1;
  #channels: 1 | 3 = 1;
  #wantedThreads: number | undefined;

  constructor(architecture: ArchitectureField) {
    this.#architecture = architecture;
    this.show(defaultSettings);
    architecture.onChange(() => this.#change());
    this.#recipe.addEventListener("change", () => this.#choose(this.#recipe.value));
    this.#form.addEventListener("input", () => this.#change());
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Has a function called when the visitor has changed a setting. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Takes settings of an earlier visit, or of a link, if they are such as the form can have; false if not. */
  restore(settings: Settings): boolean {
    if (!isRecipeName(settings.recipe)) return false;
    const before = this.settings;
    this.show(settings);
    if (!this.#form.checkValidity()) {
      this.show(before);
      return false;
    }
    this.#backend.value = settings.backend ?? "";
    this.#wantedThreads = settings.threads;
    this.offerThreads(this.#maxThreads);
    return true;
  }

  /** Of grey images and of RGB ones the usual recipe is another: where it was chosen it stays the usual one. */
  takeImages({ channels }: ImageShape): void {
    const before = this.#channels;
    this.#channels = channels;
    if (channels !== before && this.#recipe.value === defaultRecipe({ channels: before })) {
      this.#choose(defaultRecipe({ channels }));
    }
  }

  #choose(recipe: string): void {
    const own = recipe === defaultSettings.recipe ? defaultSettings : settingsOf(recipe);
    const { seed, threads } = this.settings;
    this.show({ ...own, seed, threads, ...this.#architecture.settings });
  }

  get settings(): Settings {
    const number = (key: (typeof NUMBERS)[number]) => this.#numbers[key].valueAsNumber;
    const backend = this.#backend.value as Backend | "";
    return {
      recipe: this.#recipe.value,
      epochs: number("epochs"),
      batch: number("batch"),
      lr: number("lr"),
      margin: number("margin"),
      seed: number("seed"),
      threads: Number(this.#threads.value),
      ...(backend === "" ? {} : { backend }),
      ...this.#architecture.settings,
    };
  }

  /** Whether every field holds what it may; opens the fold and points at the first that does not. */
  check(): boolean {
    if (this.#form.checkValidity()) return true;
    element("settings-fold", HTMLDetailsElement).open = true;
    this.#form.reportValidity();
    return false;
  }

  show(settings: Settings): void {
    const { recipe } = settings;
    if (![...this.#recipe.options].some(({ value }) => value === recipe)) {
      this.#recipe.add(new Option(t("fromTheFile", recipe), recipe));
    }
    this.#recipe.value = recipe;
    this.#architecture.show(settings);
    for (const key of NUMBERS) this.#numbers[key].value = String(settings[key]);
    say(element("batch-label", HTMLSpanElement), t(recipe === "notebook" ? "pairsAStep" : "imagesAStep"));
    this.#tell();
  }

  /** Offers as many threads as there can be, and takes them all, or as many as were chosen in an earlier visit. */
  offerThreads(most: number): void {
    this.#maxThreads = most;
    const taken = Math.min(most, this.#wantedThreads ?? most);
    this.#threads.replaceChildren(
      ...Array.from({ length: most }, (_, i) => new Option(String(i + 1), String(i + 1), false, i + 1 === taken)),
    );
    say(element("threads-hint", HTMLParagraphElement), t(most > 1 ? "threadsHint" : "oneThread"));
  }

  set disabled(disabled: boolean) {
    for (const field of this.#form.elements) {
      if (field instanceof HTMLFieldSetElement || field instanceof HTMLOutputElement) continue;
      // What a field means may be asked at any time.
      if (field.classList.contains("ask")) continue;
      (field as HTMLInputElement | HTMLSelectElement | HTMLButtonElement).disabled = disabled;
    }
  }

  #change(): void {
    this.#tell();
    for (const listener of this.#listeners) listener();
  }

  #tell(): void {
    const { settings } = this;
    // A field that is being typed into is not a number yet.
    const isWhole = this.#form.checkValidity();
    say(this.#command, isWhole ? commandOf(settings) : "–");
  }
}
