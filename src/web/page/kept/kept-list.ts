import { moment } from "../../messages/format.ts";
import { t } from "../../messages/t.ts";
import { create, element, say } from "../elements.ts";
import { nameOfImages } from "../name-of-images.ts";
import { type KeptNetwork, nameOf } from "./kept-network.ts";

export interface KeptListOptions {
  readonly open: (id: number) => void;
  readonly remove: (id: number) => void;
  /** Puts one beside the network of the moment, or beside another. */
  readonly compare: (id: number) => void;
  /** Whether the browser keeps them when the page is closed. */
  readonly isKept: boolean;
}

function describe({ what, state, step, steps, images, at }: KeptNetwork): string {
  const stage = what === "model" ? t("keptModel") : t("keptSteps", step, steps, state === "done");
  return [nameOfImages(images), stage, moment(at)].join(", ");
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

  /**
   * @param now the network of the moment, which cannot be brought back since it is there
   * @param images what is here to measure networks on
   */
  show(networks: readonly KeptNetwork[], now: number | undefined, images: string | undefined): void {
    say(this.#note, networks.length === 0 ? t("keptNone") : t(this.#options.isKept ? "keptHere" : "keptNowhere"));
    // A list that is built anew takes the focus away from its buttons.
    const key = JSON.stringify([now, images, ...networks.map(({ bytes: _, ...rest }) => rest)]);
    if (key === this.#shown) return;
    this.#shown = key;
    // What has learnt from other images cannot be measured on these.
    const measurable = networks.filter((network) => network.images === images);
    this.#list.replaceChildren(
      ...[...networks].reverse().map((network) => {
        const isComparable = measurable.length > 1 && measurable.includes(network);
        return this.#item(network, network.id === now, isComparable);
      }),
    );
  }

  #item(network: KeptNetwork, isNow: boolean, isComparable: boolean): HTMLElement {
    const { id, accuracy } = network;
    const title = nameOf(network);
    const item = create("li", isNow ? "kept now" : "kept");
    const right = Number.isNaN(accuracy) ? "–" : t("percent", accuracy);
    const text = create("div", "kept-text");
    text.append(create("b", "", title), create("span", "", describe(network)));
    item.append(create("span", "kept-accuracy", right), text);
    if (isNow) item.append(create("span", "kept-here", t("hereNow")));
    else {
      if (isComparable) {
        item.append(this.#button(t("compareKept"), t("compareKeptLabel", title), () => this.#options.compare(id)));
      }
      item.append(
        this.#button(t("bringBack"), t("bringBackLabel", title), () => this.#options.open(id)),
        this.#button(t("forget"), t("forgetLabel", title), () => this.#options.remove(id)),
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
