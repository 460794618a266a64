import type { Language } from "../messages/languages.ts";
import type { DataPanel } from "../page/data-panel.ts";
import { create, element, say, sayError } from "../page/elements.ts";
import type { Judge } from "../page/judge.ts";
import type { KeptStore } from "../page/kept/kept-store.ts";
import type { PageWorkerClient } from "../page/page-worker-client.ts";
import type { RunPanel } from "../page/run-panel.ts";
import { Challenge, type Points } from "./challenge.ts";
import { type Outcome, type Step, storySteps } from "./steps.ts";
import { loadStoryTexts, type StoryTexts } from "./story-texts.ts";

export interface StoryOptions {
  readonly client: PageWorkerClient;
  readonly judge: Judge;
  readonly run: RunPanel;
  readonly data: DataPanel;
  readonly store: KeptStore | undefined;
  readonly language: Language;
}

/** How far a visitor has come: the step, 5 for the challenge; the answers chosen so far, and which were right. */
interface Progress {
  readonly step: number;
  readonly guesses: readonly { readonly choice: number; readonly isRight: boolean }[];
  readonly points: Points;
}

const NAME = "story";
const STEPS = 5;

/** Loads the story and shows it before the page's first part. */
export async function openStory(options: StoryOptions): Promise<void> {
  const [texts, kept] = await Promise.all([
    loadStoryTexts(options.language),
    options.store?.get<Progress>(NAME),
    loadStyle(),
  ]);
  new Story(options, texts, kept ?? { step: 0, guesses: [], points: {} });
}

/** The story's own style sheet, which no other visitor loads. */
function loadStyle(): Promise<void> {
  const link = create("link");
  link.rel = "stylesheet";
  link.href = new URL("./story.css", import.meta.url).href;
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => reject(new Error("The story's style sheet could not be loaded."));
  });
}

/** Five steps, each with a prediction before what the network does, and a challenge. */
class Story {
  readonly #options: StoryOptions;
  readonly #texts: StoryTexts;
  readonly #steps: readonly Step[];
  readonly #frame = create("section", "card story");
  readonly #body = create("div", "story-body");
  readonly #challenge = create("div", "story-body");
  #progress: Progress;
  #hasChallenge = false;

  constructor(options: StoryOptions, texts: StoryTexts, progress: Progress) {
    this.#options = options;
    this.#texts = texts;
    this.#progress = progress;
    this.#steps = storySteps({ ...options, texts });
    const head = create("div", "story-head");
    const heading = create("h2", "", texts.title);
    heading.id = "story-title";
    const opener = element("open-story", HTMLButtonElement);
    const close = this.#button(texts.close, "quiet", () => {
      this.#frame.hidden = true;
      opener.hidden = false;
      opener.focus();
    });
    opener.addEventListener("click", () => {
      this.#frame.hidden = false;
      opener.hidden = true;
      this.#show(true);
    });
    head.append(heading, close);
    this.#frame.id = "story";
    this.#frame.setAttribute("aria-labelledby", heading.id);
    this.#frame.append(head, this.#body, this.#challenge);
    element("train", HTMLElement).before(this.#frame);
    opener.hidden = true;
    // Other images, or digits again: what is shown is of those that were there before.
    options.client.on("data", () => this.#show(false));
    this.#show(true);
  }

  #button(text: string, kind: string, press: () => void): HTMLButtonElement {
    const button = create("button", kind, text);
    button.type = "button";
    button.addEventListener("click", press);
    return button;
  }

  #keep(progress: Partial<Progress>): void {
    this.#progress = { ...this.#progress, ...progress };
    void this.#options.store?.put(NAME, this.#progress);
  }

  #go(step: number): void {
    this.#keep({ step });
    this.#show(true);
  }

  /** @param isMoved whether the visitor has asked for it, and is taken there */
  #show(isMoved: boolean): void {
    const { step } = this.#progress;
    const { data } = this.#options.judge;
    const isChallenge = step >= STEPS && data?.isBundled === true;
    this.#body.hidden = isChallenge;
    this.#challenge.hidden = !isChallenge;
    if (isChallenge) this.#showChallenge();
    else if (data?.isBundled) this.#showStep(Math.min(step, STEPS - 1));
    else this.#showNeed();
    if (!isMoved) return;
    this.#frame.scrollIntoView();
    (isChallenge ? this.#challenge : this.#body).querySelector("h3")?.focus({ preventScroll: true });
  }

  /** The story needs the digits that the page brings along. */
  #showNeed(): void {
    const { needsDigits, backToDigits } = this.#texts;
    const back = this.#button(backToDigits, "primary", () => this.#options.data.sendDigits());
    this.#body.replaceChildren(create("p", "", needsDigits), back);
  }

  #heading(before: string, text: string): Node[] {
    const heading = create("h3", "", text);
    heading.tabIndex = -1;
    return [create("p", "story-step", before), heading];
  }

  #showStep(at: number): void {
    const { stepOf, steps, think, see, next, back, toChallenge, wasRight, wasWrong, notYet } = this.#texts;
    const { data } = this.#options.judge;
    if (!data) return;
    const { title, text, question, choices } = steps[at];
    const step = this.#steps[at];
    const picture = step.picture?.(data);
    const form = create("form", "story-question");
    const fields = create("fieldset");
    fields.append(create("legend", "", question));
    const radios = choices.map((choice, i) => {
      const label = create("label");
      const radio = create("input");
      radio.type = "radio";
      radio.name = "guess";
      radio.value = String(i);
      label.append(radio, create("span", "", choice));
      fields.append(label);
      return radio;
    });
    const submit = create("button", "primary", see);
    submit.disabled = true;
    form.addEventListener("input", () => {
      submit.disabled = false;
    });
    form.append(create("p", "story-think", think), fields, submit);
    const answer = create("p", "story-answer");
    answer.setAttribute("role", "status");
    const shown = create("div");
    const onward = this.#button(at + 1 < STEPS ? next : toChallenge, "primary", () => this.#go(at + 1));
    onward.hidden = true;
    const ways = create("div", "buttons");
    if (at > 0) ways.append(this.#button(back, "", () => this.#go(at - 1)));
    ways.append(onward);
    const tell = ({ right, words, shown: more }: Outcome, choice: number) => {
      for (const [i, radio] of radios.entries()) {
        radio.checked = i === choice;
        radio.disabled = true;
        radio.parentElement?.classList.toggle("right", i === right);
      }
      submit.hidden = true;
      onward.hidden = false;
      say(answer, `${choice === right ? wasRight : wasWrong} ${words}`);
      shown.replaceChildren(...(more ? [more] : []));
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const choice = radios.findIndex(({ checked }) => checked);
      submit.disabled = true;
      void this.#measure(step, (words) => say(answer, words)).then(
        (outcome) => {
          if (!outcome) {
            submit.disabled = false;
            say(answer, notYet);
            return;
          }
          tell(outcome, choice);
          const guesses = [...this.#progress.guesses];
          guesses[at] ??= { choice, isRight: choice === outcome.right };
          this.#keep({ guesses });
          onward.focus({ preventScroll: true });
        },
        (error) => {
          submit.disabled = false;
          sayError(answer, error);
        },
      );
    });
    const asked = create("div", "story-asked");
    asked.append(form, answer, shown, ways);
    this.#body.replaceChildren(
      ...this.#heading(stepOf(at + 1), title),
      create("p", "story-text", text),
      ...(picture ? [picture] : []),
      asked,
    );
    void this.#tellAgain(at, tell);
  }

  async #measure(step: Step, onWords: (words: string) => void): Promise<Outcome | undefined> {
    const { data } = this.#options.judge;
    return data && step.measure(data, onWords);
  }

  /** A step that was done before shows what came of it, if that can be seen at once. */
  async #tellAgain(at: number, tell: (outcome: Outcome, choice: number) => void): Promise<void> {
    const guess = this.#progress.guesses[at];
    const { judge, run } = this.#options;
    const isLearning = run.state === "running" || run.state === "paused";
    if (!guess || (at > 1 && (!judge.calibration || isLearning))) return;
    const outcome = await this.#measure(this.#steps[at], () => {});
    if (outcome) tell(outcome, guess.choice);
  }

  #showChallenge(): void {
    const { challengeTitle, challengeText, predicted, back } = this.#texts;
    if (!this.#hasChallenge) {
      this.#hasChallenge = true;
      const told = create("p", "story-step");
      told.id = "story-predicted";
      const heading = create("h3", "", challengeTitle);
      heading.tabIndex = -1;
      this.#challenge.append(told, heading, create("p", "story-text", challengeText));
      new Challenge(this.#challenge, {
        ...this.#options,
        texts: this.#texts,
        points: this.#progress.points,
        onPoints: (points) => this.#keep({ points }),
      });
      this.#challenge.append(this.#button(back, "", () => this.#go(STEPS - 1)));
    }
    const right = this.#progress.guesses.filter((guess) => guess?.isRight).length;
    say(element("story-predicted", HTMLParagraphElement), predicted(right));
  }
}
