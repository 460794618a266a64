import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { quickEngines } from "./support/engines.ts";
import { axeViolations, draw, fill, openPage, text, violations } from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { type Place, type Visitor, waitFor } from "./support/visitor.ts";

/** Ones of another kind: upright with a flag, and a bar that leans far. Few epochs do not learn that they are one digit. */
const ONES: readonly (readonly (readonly Place[])[])[] = [
  [
    [
      [0.335, 0.32],
      [0.4325, 0.15],
      [0.6075, 0.85],
    ],
    [
      [0.4375, 0.85],
      [0.7775, 0.85],
    ],
  ],
  [
    [
      [0.5375, 0.15],
      [0.4625, 0.85],
    ],
  ],
];

const ANSWER = "Right \\d+ times in 100";

// One visit, told in order.
describe.each(quickEngines)("The story with $name", ({ name, start }) => {
  let visitor: Visitor;
  let site: Site;
  beforeAll(async () => {
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
  });

  const asks = (title: string) =>
    waitFor(visitor, `return document.querySelector("#story h3")?.textContent === ${JSON.stringify(title)}`);
  const says = (pattern: string) =>
    waitFor(visitor, `return /${pattern}/.test(document.querySelector("#story .story-answer").textContent)`, 60);
  async function predict(choice: number): Promise<void> {
    await visitor.click(`#story label:nth-of-type(${choice}) input`);
    await visitor.click("#story form button");
  }
  const next = () => visitor.click("#story .buttons button:last-child");

  it("is loaded when it is opened, and asks before it shows, by the keyboard too", async () => {
    expect(site.requests.filter((url) => url.includes("story"))).toEqual([]);
    await visitor.press("#open-story", [" "]);
    await asks("Two pictures, one question");
    expect(await visitor.run("return document.activeElement.tagName")).toBe("H3");
    expect(await visitor.run('return document.querySelector("#story form button").disabled')).toBe(true);
    await visitor.press("#story label:nth-of-type(2) input", [" "]);
    await visitor.press("#story form button", [" "]);
    await says(ANSWER);
    const answer = await text(visitor, "#story .story-answer");
    const right = Number(/\d+/.exec(answer)?.[0]);
    // About sixty was predicted: measured on the network as it is before training.
    expect(answer.startsWith("You were right.")).toBe(Math.abs(right - 60) < 15);
    await next();
    await asks("The twins");
    await predict(2);
    await says("^You were right\\. Before: (\\d\\.\\d{4})\\. Swapped: \\1\\.");
    await next();
  });

  it("has the network learn, and is where it was after a reload", async () => {
    await fill(visitor, "#epochs", 10);
    await asks("Pull and push");
    await predict(1);
    await says("^Not this time\\. Right: 9\\d\\.\\d %\\. It has learnt from 6,000 pictures");
    expect(await text(visitor, "#accuracy")).toBe(/9\d\.\d %/.exec(await text(visitor, "#story .story-answer"))?.[0]);
    await next();
    await asks("What confuses it");
    // What is kept is written once the page is left alone.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await openPage(visitor, site.url);
    await waitFor(visitor, 'return document.querySelector("#status").textContent.startsWith("Welcome back")');
    await visitor.click("#open-story");
    await asks("What confuses it");
  });

  it.runIf(name === "Chromium")("measures what the network confuses and what a stricter line costs", async () => {
    await predict(3);
    await says("4 and 9: \\d+\\.\\d of 100 pairs");
    expect(await axeViolations(visitor)).toEqual([]);
    await next();
    await asks("Where to draw the line");
    await predict(2);
    await says("Strangers let in: \\d+ before, \\d+ now");
    const [in0, in1, out0, out1] = ((await text(visitor, "#story .story-answer")).match(/\d+/g) ?? []).map(Number);
    expect(in1).toBeLessThan(in0);
    expect(out1).toBeGreaterThan(out0);
    // The line where it stands, as the chart tells of it.
    expect(await text(visitor, "#threshold-text")).toMatch(new RegExp(`: ${in0} of 2,000 .* ${out0} of 2,000 same`));
    await next();
  });

  it.runIf(name === "Chromium")(
    "scores two drawings of one digit that the network calls different, and no cheat",
    async () => {
      const tells = (beginning: string) =>
        waitFor(
          visitor,
          `return [...document.querySelectorAll("#story .story-answer")].at(-1).textContent.startsWith("${beginning}")`,
        );
      await tells("Draw the same digit");
      expect(await text(visitor, "#story-predicted")).toMatch(/^You predicted [34] of 5 right\.$/);
      await draw(visitor, "story-a", ONES[0]);
      await draw(visitor, "story-b", ONES[0]);
      await tells("It reads both as 1 and says “same”");
      await draw(visitor, "story-b", [
        [
          [0.28, 0.22],
          [0.72, 0.22],
          [0.46, 0.82],
        ],
      ]);
      await tells("It reads one as 1 and the other as 7");
      expect(await text(visitor, "#story .story-score")).toBe("Score: 0 of 10 digits, 0 points");
      await draw(visitor, "story-b", ONES[1]);
      await tells("Fooled! It reads both as 1");
      await waitFor(
        visitor,
        'return /^Score: 1 of 10 digits, 1\\d points$/.test(document.querySelector("#story .story-score").textContent)',
      );
      await visitor.run(`
        navigator.clipboard.writeText = async (text) => { globalThis.copied = text; };
        [...document.querySelectorAll("#story button")].find(({ textContent }) => textContent === "Share the score").click();
      `);
      await waitFor(visitor, "return globalThis.copied !== undefined");
      // What is shared trains the same network.
      expect(await visitor.run("return globalThis.copied")).toMatch(
        /^I drew 1 of 10 digits .* 1\d points\..* http\S+#recipe=best&/,
      );
      expect(await axeViolations(visitor)).toEqual([]);
      await waitFor(
        visitor,
        `return document.querySelector("#story .visually-hidden").textContent.startsWith("Fooled!")`,
      );
      await openPage(visitor, site.url);
      await visitor.click("#open-story");
      await waitFor(
        visitor,
        'return document.querySelector("#story .story-score")?.textContent.startsWith("Score: 1 of 10 digits")',
      );
      expect(await violations(visitor)).toEqual([]);
    },
  );
});
