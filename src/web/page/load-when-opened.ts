import { t } from "../messages/t.ts";
import { element, say } from "./elements.ts";

/**
 * Loads a part of the page when its fold is opened: few visitors open it, and its code is not for the first visit.
 * @param fold the id of the fold
 * @param text the id of a paragraph in it, which says if it cannot be loaded
 */
export function loadWhenOpened(fold: string, text: string, load: () => Promise<void>): void {
  element(fold, HTMLDetailsElement).addEventListener(
    "toggle",
    () => void load().catch(() => say(element(text, HTMLParagraphElement), t("partOffline"))),
    { once: true },
  );
}
