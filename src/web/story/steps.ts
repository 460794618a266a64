import { t } from "../messages/t.ts";
import { sizeOf } from "../page/drawing.ts";
import { create } from "../page/elements.ts";
import type { Judge } from "../page/judge.ts";
import type { PageWorkerClient } from "../page/page-worker-client.ts";
import { showPicture } from "../page/picture.ts";
import type { RunPanel } from "../page/run-panel.ts";
import { onThemeChange } from "../page/theme.ts";
import type { DataReport } from "../protocol.ts";
import { confusionOf, distanceOf, examplePairs, mistakes } from "./measures.ts";
import type { StoryTexts } from "./story-texts.ts";
import { twinsPicture } from "./twins-picture.ts";

/** What turned out. */
export interface Outcome {
  /** Which of the answers was right. */
  readonly right: number;
  readonly words: string;
  readonly shown?: Element;
}

/** A step of the story, beside its words. */
export interface Step {
  /** Shown with the question. */
  readonly picture?: (data: DataReport) => Element;
  /**
   * What the network of the moment does: measured, never told from memory. Undefined if it must learn first.
   * @param onWords called with words for while it takes some time
   */
  readonly measure: (
    data: DataReport,
    onWords: (words: string) => void,
  ) => Outcome | undefined | Promise<Outcome | undefined>;
}

export interface StepsOptions {
  readonly client: PageWorkerClient;
  readonly judge: Judge;
  readonly run: RunPanel;
  readonly texts: StoryTexts;
}

/** Shares of right pairs that the answers of the first and the third question stand for. */
const FIRST = [0.3, 0.6, 0.95];
const THIRD = [0, 0.7, 0.95];
/** Digits of which the fourth question asks. */
const CONFUSED = [
  [0, 1],
  [3, 8],
  [4, 9],
] as const;

/** Pairs of held-out images, each pair in a frame. */
function pairsPicture(data: DataReport, pairs: readonly (readonly [number, number])[], texts: StoryTexts): Element {
  const size = sizeOf(data.shape);
  const frame = create("div", "story-pairs");
  for (const pair of pairs) {
    const figure = create("span", "story-pair");
    figure.setAttribute("role", "img");
    const [a, b] = pair.map((i) => data.classNames[data.labels[i]]);
    figure.setAttribute("aria-label", texts.pair(a, b));
    for (const i of pair) {
      const canvas = create("canvas");
      const paint = () => showPicture(canvas, data.images.subarray(i * size, (i + 1) * size), data.shape);
      paint();
      onThemeChange(paint);
      figure.append(canvas);
    }
    frame.append(figure);
  }
  return frame;
}

function nearestTo(value: number, choices: readonly number[]): number {
  const apart = choices.map((choice) => Math.abs(choice - value));
  return apart.indexOf(Math.min(...apart));
}

export function storySteps({ client, judge, run, texts }: StepsOptions): readonly Step[] {
  return [
    {
      picture: (data) => pairsPicture(data, examplePairs(data), texts),
      measure: () => {
        const share = judge.untrained;
        if (share === undefined) return undefined;
        return { right: nearestTo(share, FIRST), words: texts.untrained(Math.round(100 * share)) };
      },
    },
    {
      picture: () => twinsPicture(texts),
      measure: (data) => {
        const { snapshot } = judge;
        if (!snapshot) return undefined;
        const [, [i, j]] = examplePairs(data);
        const [before, after] = [distanceOf(snapshot, i, j), distanceOf(snapshot, j, i)];
        return {
          right: after > before ? 0 : after === before ? 1 : 2,
          words: texts.swapped(before, after),
          shown: pairsPicture(
            data,
            [
              [i, j],
              [j, i],
            ],
            texts,
          ),
        };
      },
    },
    {
      measure: async ({ trainCount }, onWords) => {
        if (!judge.calibration || run.state === "running" || run.state === "paused") {
          const hasLearnt = await learn(client, run, (right) => onWords(texts.learning(right)));
          if (!hasLearnt) return undefined;
        }
        const { accuracy } = run;
        const right = THIRD.filter((least) => accuracy >= least).length - 1;
        return { right, words: texts.trained(t("percent", accuracy), trainCount) };
      },
    },
    {
      measure: (data) => {
        const { snapshot, calibration } = judge;
        if (!snapshot || !calibration) return undefined;
        const found = CONFUSED.map(([a, b]) => confusionOf(data, snapshot, a, b));
        const shares = found.map(({ share }) => share);
        const right = shares.indexOf(Math.max(...shares));
        return {
          right,
          words: texts.confused(CONFUSED.map(([a, b], i) => [a, b, shares[i]])),
          shown: pairsPicture(data, [found[right].nearest], texts),
        };
      },
    },
    {
      measure: (data) => {
        const { snapshot, calibration } = judge;
        if (!snapshot || !calibration) return undefined;
        const { before, after } = mistakes(data, snapshot);
        const changes = [after.accepts - before.accepts, after.rejects - before.rejects];
        const right = changes.every((change) => change <= 0) ? 0 : changes.every((change) => change >= 0) ? 2 : 1;
        return { right, words: texts.stricter(before.accepts, before.rejects, after.accepts, after.rejects) };
      },
    },
  ];
}

/** Has the network learn to its end. False if the settings cannot be carried out; rejects if something else goes wrong. */
function learn(client: PageWorkerClient, run: RunPanel, onMeasure: (right: string) => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    client.on("snapshot", ({ snapshot: { step, accuracy } }) => {
      if (!isOver && step !== 0) onMeasure(t("percent", accuracy));
    });
    client.on("state", ({ state }) => {
      if (isOver || (state !== "done" && state !== "stopped")) return;
      isOver = true;
      resolve(true);
    });
    client.on("failed", ({ message, request }) => {
      if (isOver || (request !== "start" && request !== "resume")) return;
      isOver = true;
      reject(new Error(message));
    });
    if (run.state === "paused") client.send({ type: "resume" });
    else if (run.state !== "running" && !run.train(false)) {
      isOver = true;
      resolve(false);
    }
  });
}
