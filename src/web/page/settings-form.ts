import type { Backend } from "../../nn/network.ts";
import { recipes } from "../../run/recipes.ts";
import { commandOf, defaultSettings, type Settings, settingsOf } from "../settings.ts";
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

  constructor() {
    this.show(defaultSettings);
    this.#recipe.addEventListener("change", () => {
      const { value } = this.#recipe;
      const own = value === defaultSettings.recipe ? defaultSettings : settingsOf(value);
      this.show({ ...own, seed: this.settings.seed, threads: this.settings.threads });
    });
    this.#form.addEventListener("input", () => this.#tell());
    this.#form.addEventListener("submit", (event) => event.preventDefault());
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
      this.#recipe.add(new Option(`From the file: ${recipe}`, recipe));
    }
    this.#recipe.value = recipe;
    for (const key of NUMBERS) this.#numbers[key].value = String(settings[key]);
    say(element("batch-label", HTMLSpanElement), recipe === "notebook" ? "Pairs a step" : "Images a step");
    this.#tell();
  }

  /** Offers as many threads as there can be, and takes them all. */
  offerThreads(most: number): void {
    this.#threads.replaceChildren(
      ...Array.from({ length: most }, (_, i) => new Option(String(i + 1), String(i + 1), false, i + 1 === most)),
    );
    say(
      element("threads-hint", HTMLParagraphElement),
      most > 1
        ? "More threads change the speed, never the result."
        : "One thread: several need shared memory, which this browser, or how the page is served, does not give. The result is the same.",
    );
  }

  set disabled(disabled: boolean) {
    for (const field of this.#form.elements) {
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.disabled = disabled;
    }
  }

  #tell(): void {
    const { settings } = this;
    // A recipe out of a file is one that this page cannot name on a command line.
    const command = settings.recipe in recipes ? commandOf(settings) : "npm run train -- --resume";
    say(this.#command, command);
  }
}
