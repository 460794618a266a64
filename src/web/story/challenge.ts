import { euclideanDistance } from "../../distance.ts";
import { number } from "../messages/format.ts";
import { create, element, say } from "../page/elements.ts";
import type { Judge } from "../page/judge.ts";
import { Pad } from "../page/pad.ts";
import type { PageWorkerClient } from "../page/page-worker-client.ts";
import type { RunPanel } from "../page/run-panel.ts";
import { majorityOf, pointsOf } from "./measures.ts";
import type { StoryTexts } from "./story-texts.ts";

/** Training images nearest to a drawing, of which most must be one digit. */
const NEAREST = 10;
/** A drawing counts, and a screen reader is told of it, once it has been left alone for so long: not while it is made. */
const SETTLED_MS = 700;

/** Of each digit that was found, the points. */
export type Points = Readonly<Record<string, number>>;

export interface ChallengeOptions {
  readonly client: PageWorkerClient;
  readonly judge: Judge;
  readonly run: RunPanel;
  readonly texts: StoryTexts;
  readonly points: Points;
  /** Called with better points. */
  readonly onPoints: (points: Points) => void;
}

/** Find two drawings of one digit that the network calls different. */
export class Challenge {
  readonly #options: ChallengeOptions;
  readonly #status = create("p", "story-answer");
  readonly #live = create("p", "visually-hidden");
  readonly #score = create("p", "story-score");
  readonly #digits = create("ul", "story-digits");
  readonly #share = create("button");
  readonly #shared = create("p", "hint");
  readonly #pads: readonly [Pad, Pad];
  #points: Points;
  #asked = 0;
  #settling = 0;

  /** @param parent in the page: pads look for their places there */
  constructor(parent: HTMLElement, options: ChallengeOptions) {
    this.#options = options;
    this.#points = options.points;
    const { judge, texts } = options;
    const pads = create("div", "story-pads");
    for (const id of ["story-a", "story-b"]) {
      const place = create("div", "card pad-card");
      place.id = id;
      pads.append(place);
    }
    this.#live.setAttribute("role", "status");
    const hint = create("p", "hint", texts.scoreHint);
    this.#share.type = "button";
    this.#share.textContent = texts.share;
    this.#share.addEventListener("click", () => void this.#shareScore());
    this.#shared.setAttribute("role", "status");
    parent.append(pads, this.#status, this.#live, this.#score, this.#digits, hint, this.#share, this.#shared);
    this.#pads = [
      new Pad({ id: "story-a", title: texts.firstPad }),
      new Pad({ id: "story-b", title: texts.secondPad }),
    ];
    const look = () => void this.#look();
    for (const pad of this.#pads) pad.onChange(look);
    judge.onChange(look);
    options.client.on("state", look);
    this.#showScore();
    look();
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    const { client, judge, run, texts } = this.#options;
    const { calibration, data } = judge;
    const [a, b] = this.#pads.map(({ image }) => image);
    if (!calibration || !data) return this.#say(texts.notYet);
    if (run.state === "running") return this.#say(texts.wait);
    if (!a || !b) return this.#say(texts.drawBoth);
    const read = [];
    for (const [i, image] of [a, b].entries()) {
      const found = judge.oddity(image) ? undefined : await client.search(image, NEAREST).catch(() => undefined);
      if (asked !== this.#asked) return;
      const label = majorityOf(found?.labels ?? []);
      if (label === undefined) return this.#say(texts.unclear(i === 0));
      read.push(label);
    }
    const embedded = await judge.embed([a, b]);
    if (asked !== this.#asked || !embedded) return;
    const [first, second] = read.map((label) => data.classNames[label]);
    if (first !== second) return this.#say(texts.twoDigits(first, second));
    const { embeddings, dimension } = embedded;
    const distance = euclideanDistance(embeddings, 0, embeddings, dimension, dimension);
    const { threshold } = calibration;
    if (distance <= threshold) return this.#say(texts.caught(first, distance, threshold));
    const points = pointsOf(distance, threshold);
    this.#say(texts.fooled(first, points), { digit: first, points });
  }

  #say(text: string, found?: { readonly digit: string; readonly points: number }): void {
    say(this.#status, text);
    this.#status.classList.toggle("right", found !== undefined);
    window.clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => {
      say(this.#live, text);
      if (found) this.#take(found.digit, found.points);
    }, SETTLED_MS);
  }

  #take(digit: string, points: number): void {
    if (points <= (this.#points[digit] ?? 0)) return;
    this.#points = { ...this.#points, [digit]: points };
    this.#showScore();
    this.#options.onPoints(this.#points);
  }

  /** Digits that were found, and the points of all. */
  get #sum(): [digits: number, points: number] {
    const all = Object.values(this.#points);
    return [all.length, all.reduce((sum, points) => sum + points, 0)];
  }

  /** The score in words, and the link that trains the same network. */
  async #shareScore(): Promise<void> {
    const { texts } = this.#options;
    const link = element("link", HTMLInputElement).value || location.href.replace(/#.*/, "");
    const text = `${texts.shareText(...this.#sum)} ${link}`;
    try {
      await navigator.clipboard.writeText(text);
      say(this.#shared, texts.shared);
    } catch {
      // Some browsers give the clipboard to no page, or to pages from https alone: then it is there to be copied by hand.
      say(this.#shared, text);
    }
  }

  #showScore(): void {
    const { texts } = this.#options;
    this.#share.disabled = this.#sum[0] === 0;
    say(this.#score, texts.score(...this.#sum));
    this.#digits.replaceChildren(
      ...Array.from({ length: 10 }, (_, digit) => {
        const points = this.#points[digit] ?? 0;
        const item = create("li", points > 0 ? "found" : "");
        const sign = create("span", "", points > 0 ? `${digit} · ${number(points)}` : String(digit));
        sign.setAttribute("aria-hidden", "true");
        item.append(sign, create("span", "visually-hidden", texts.digitScore(digit, points)));
        return item;
      }),
    );
  }
}
