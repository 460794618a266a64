import { element } from "../elements.ts";
import { KeptStore } from "./kept-store.ts";

/** The button that forgets all that the page keeps, after a question. */
export function startForgetting(isKept: boolean): void {
  const button = element("forget", HTMLButtonElement);
  const dialog = element("forget-dialog", HTMLDialogElement);
  button.hidden = !isKept;
  button.addEventListener("click", () => dialog.showModal());
  element("forget-not", HTMLButtonElement).addEventListener("click", () => dialog.close());
  element("forget-yes", HTMLButtonElement).addEventListener("click", () => {
    void KeptStore.remove().then(() => {
      sessionStorage.clear();
      location.reload();
    });
  });
}
