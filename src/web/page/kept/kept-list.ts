import { create, element, say } from "../elements.ts";
import { percent } from "../run-panel.ts";
import type { KeptNetwork } from "./kept-network.ts";

export interface KeptListOptions {
  readonly open: (id: number) => void;
  readonly remove: (id: number) => void;
  /** Whether the browser keeps them when the page is closed. */
  readonly isKept: boolean;
}

function describe({ what, state, step, steps, images, at }: KeptNetwork): string {
  const when = new Date(at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  const progress = `${step.toLocaleString("en")} of ${steps.toLocaleString("en")} steps`;
  const stage = what === "model" ? "a model from a file" : state === "done" ? `all ${progress}` : progress;
  return `${images}, ${stage}, ${when}`;
}

/** The list of kept networks, the newest first, each with buttons to bring it back and to forget it. */
export class KeptList {
  readonly #options: KeptListOptions;
  readonly #list = element("kept", HTMLUListElement);
  readonly #note = element("kept-note", HTMLParagraphElement);
  #shown = "";

  constructor(options: KeptListOptions) {
    this.#options = options;
  }

  /** @param now the network of the moment, which cannot be brought back since it is there */
  show(networks: readonly KeptNetwork[], now: number | undefined): void {
    say(
      this.#note,
      networks.length === 0
        ? "None yet. Every network that you train is kept here."
        : this.#options.isKept
          ? "They stay on this machine, with your drawings, symbols and settings, until you forget them."
          : "This browser keeps nothing for this page: they last until you close it. Save those that you want to keep.",
    );
    // A list that is built anew takes the focus away from its buttons.
    const key = JSON.stringify([now, ...networks.map(({ bytes: _, ...rest }) => rest)]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#list.replaceChildren(...[...networks].reverse().map((network) => this.#item(network, network.id === now)));
  }

  #item(network: KeptNetwork, isNow: boolean): HTMLElement {
    const { id, title, accuracy } = network;
    const item = create("li", isNow ? "kept now" : "kept");
    const right = Number.isNaN(accuracy) ? "–" : percent(accuracy);
    const text = create("div", "kept-text");
    text.append(create("b", "", title), create("span", "", describe(network)));
    item.append(create("span", "kept-accuracy", right), text);
    if (isNow) item.append(create("span", "kept-here", "Here now"));
    else {
      item.append(
        this.#button("Bring back", `Bring back ${title}`, () => this.#options.open(id)),
        this.#button("Forget", `Forget ${title}`, () => this.#options.remove(id)),
      );
    }
    return item;
  }

  #button(text: string, label: string, press: () => void): HTMLButtonElement {
    const button = create("button", "quiet", text);
    button.type = "button";
    button.setAttribute("aria-label", label);
    button.addEventListener("click", press);
    return button;
  }
}
