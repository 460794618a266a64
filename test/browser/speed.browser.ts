import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { createRun } from "../../src/run/create-run.ts";
import { defaultSettings, recipeFrom } from "../../src/web/settings.ts";
import { fill, openPage, text, waitUntilDone } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";

/** As the page begins with. */
const EPOCHS = 60;
const PHONE_EPOCHS = 20;
const LEAST_SHARE = 0.85;
const MAX_TASK_MS = 50;
/** So long the counters may stand still. 80 to 130 ms were measured. */
const MAX_STILL_MS = 250;
const ROUNDS = 3;
/** A machine that is busy with other things is given so many to show what the page can do. */
const MOST_ROUNDS = 6;
/** Of 38 batches of 160 images. */
const PAIRS_PER_EPOCH = 3040;
/** Of the wait, what is no training: measures, pictures, and the page's turns. 4 % were measured. */
const MAX_MEASURING = 0.05;
/** A frame in twenty of a phone may take longer. */
const MAX_PHONE_FRAME_MS = 50;

let visitor: PuppeteerVisitor;
let site: Site;
beforeAll(async () => {
  // One thread either way: no headers, as any file server serves the page.
  site = await serveSite(inject("folder"), { headers: false });
  visitor = await PuppeteerVisitor.start("Chromium");
});
afterAll(async () => {
  await visitor?.close();
  await site?.stop();
});

async function nodePairsPerSecond(): Promise<number> {
  const { train, test: heldOut } = await firstDigits();
  const recipe = { ...recipeFrom(defaultSettings), epochs: EPOCHS };
  const { trainer } = await createRun({ dataset: train, heldOut, recipe });
  let speed = 0;
  for (const event of trainer.run()) if (event.type === "step") speed = event.pairsPerSecond;
  return speed;
}

async function trainInPage(): Promise<{ speed: number; longTasks: number[]; measuring: number; still: number }> {
  await openPage(visitor, site.url);
  expect(await text(visitor, "#threads")).toBe("1");
  await fill(visitor, "#epochs", EPOCHS);
  await visitor.run(`
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: "longtask" });
    globalThis.begun = globalThis.ended = undefined;
    new MutationObserver(() => {
      if (document.querySelector("#start").textContent === "Pause") globalThis.begun ??= performance.now();
      if (document.querySelector("#status").textContent.startsWith("Done")) globalThis.ended ??= performance.now();
    }).observe(document.querySelector(".controls"), { childList: true, characterData: true, subtree: true });
    globalThis.counted = [];
    new MutationObserver(() => counted.push(performance.now())).observe(
      document.querySelector("#steps"), { childList: true, characterData: true, subtree: true });
  `);
  await visitor.click("#start");
  await waitUntilDone(visitor);
  const speed = Number((await text(visitor, "#speed")).replaceAll(",", ""));
  const seconds = await visitor.run<number>("return (globalThis.ended - globalThis.begun) / 1000");
  return {
    speed,
    still: await visitor.run<number>("return Math.max(...counted.slice(1).map((now, i) => now - counted[i]))"),
    measuring: 1 - (EPOCHS * PAIRS_PER_EPOCH) / speed / seconds,
    longTasks: await visitor.run<number[]>("return globalThis.longTasks"),
  };
}

it("Chromium trains at 85 % of Node's speed at least, in 95 % of the wait, and never keeps the page waiting for 50 ms", async () => {
  // In turns, so that what else the machine does meets both. It can only add to a time: the best round is what counts.
  const node: number[] = [];
  const page: number[] = [];
  const longest: number[] = [];
  const measuring: number[] = [];
  const still: number[] = [];
  const isShown = () => Math.max(...page) / Math.max(...node) >= LEAST_SHARE && Math.min(...measuring) <= MAX_MEASURING;
  for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && !isShown()); round++) {
    node.push(await nodePairsPerSecond());
    const measured = await trainInPage();
    page.push(measured.speed);
    measuring.push(measured.measuring);
    still.push(measured.still);
    longest.push(Math.max(0, ...measured.longTasks));
  }
  console.log(
    `pairs/s: Node ${node.map(Math.round).join(", ")}; Chromium ${page.join(", ")}; longest tasks ${longest} ms; ` +
      `of the wait no training: ${measuring.map((share) => `${(100 * share).toFixed(1)} %`).join(", ")}; ` +
      `counters still for ${still.map(Math.round).join(", ")} ms`,
  );
  expect(Math.max(...page) / Math.max(...node)).toBeGreaterThanOrEqual(LEAST_SHARE);
  expect(Math.min(...measuring)).toBeLessThanOrEqual(MAX_MEASURING);
  expect(Math.min(...still)).toBeLessThanOrEqual(MAX_STILL_MS);
  expect(Math.min(...longest)).toBeLessThanOrEqual(MAX_TASK_MS);
});

it("shows 95 % of its frames in less than 50 ms while it learns, on a phone four times slower", async () => {
  // A visitor without a past: nothing is brought back first.
  const phone = await PuppeteerVisitor.start("Chromium");
  const percentiles: number[] = [];
  try {
    await phone.page.setViewport({ width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    await openPage(phone, site.url);
    await fill(phone, "#epochs", PHONE_EPOCHS);
    const session = await phone.page.createCDPSession();
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    const isShown = () => Math.min(...percentiles) < MAX_PHONE_FRAME_MS;
    for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && !isShown()); round++) {
      await phone.run(`
        globalThis.frames = [];
        let last;
        const frame = (now) => {
          const isTraining = document.querySelector("#start").textContent === "Pause";
          if (isTraining && last) frames.push(now - last);
          last = isTraining ? now : undefined;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
        document.querySelector("#fingerprint").textContent = "";
        document.querySelector("#start").click();
      `);
      await waitUntilDone(phone);
      const frames = await phone.run<number[]>("return globalThis.frames");
      expect(frames.length).toBeGreaterThan(20);
      percentiles.push(frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)]);
    }
  } finally {
    await phone.close();
  }
  console.log(`95 % of the frames of a phone, 4 times slower: ${percentiles.map((ms) => ms.toFixed(1)).join(", ")} ms`);
  expect(Math.min(...percentiles)).toBeLessThan(MAX_PHONE_FRAME_MS);
});
