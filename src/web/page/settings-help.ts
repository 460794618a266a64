import { t } from "../messages/t.ts";
import { create, element } from "./elements.ts";

/** Fields of the settings, and which of the explained words, in their order, says what each is. */
const FIELDS = { recipe: 0, epochs: 1, batch: 2, lr: 4, margin: 5, seed: 6, threads: 7, backend: 7 } as const;

/** Gives each field of the settings a "?" that opens what the list of words says of it. */
export function startSettingsHelp(): void {
  const words = [...element("words", HTMLDListElement).querySelectorAll("dd")];
  for (const [id, at] of Object.entries(FIELDS)) {
    const label = document.querySelector(`label:has(#${id})`);
    const name = label?.querySelector("span")?.textContent ?? "";
    const button = create("button", "ask", "?");
    button.type = "button";
    button.setAttribute("aria-label", t("whatIs", name));
    button.setAttribute("aria-expanded", "false");
    const answer = create("p", "hint", words[at].textContent ?? "");
    answer.id = `${id}-help`;
    answer.hidden = true;
    button.setAttribute("aria-controls", answer.id);
    button.addEventListener("click", () => {
      answer.hidden = !answer.hidden;
      button.setAttribute("aria-expanded", String(!answer.hidden));
    });
    const frame = create("div", "asked");
    label?.replaceWith(frame);
    if (label) frame.append(label, button, answer);
  }
}
