import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { createRun } from "../../src/run/create-run.ts";
import { defaultSettings, recipeFrom } from "../../src/web/settings.ts";
import { fill, openPage, text, waitUntilDone } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";

const EPOCHS = 30;
const LEAST_SHARE = 0.85;
const MAX_TASK_MS = 50;
const ROUNDS = 4;
/** Of 6,000 images. */
const PAIRS_PER_EPOCH = 3000;
/** Of the wait, what is no training: measures, pictures, and the page's turns. */
const MOST_MEASURING = 0.05;

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

async function trainInPage(): Promise<{ speed: number; longTasks: number[]; measuring: number }> {
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
  `);
  await visitor.click("#start");
  await waitUntilDone(visitor);
  const speed = Number((await text(visitor, "#speed")).replaceAll(",", ""));
  const seconds = await visitor.run<number>("return (globalThis.ended - globalThis.begun) / 1000");
  return {
    speed,
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
  for (let round = 0; round < ROUNDS; round++) {
    node.push(await nodePairsPerSecond());
    const measured = await trainInPage();
    page.push(measured.speed);
    measuring.push(measured.measuring);
    longest.push(Math.max(0, ...measured.longTasks));
  }
  console.log(
    `pairs/s: Node ${node.map(Math.round).join(", ")}; Chromium ${page.join(", ")}; longest tasks ${longest} ms; ` +
      `of the wait no training: ${measuring.map((share) => `${(100 * share).toFixed(1)} %`).join(", ")}`,
  );
  expect(Math.max(...page) / Math.max(...node)).toBeGreaterThanOrEqual(LEAST_SHARE);
  expect(Math.min(...measuring)).toBeLessThanOrEqual(MOST_MEASURING);
  expect(Math.min(...longest)).toBeLessThanOrEqual(MAX_TASK_MS);
});

it("shows 20 frames a second while it learns, on a phone four times slower", async () => {
  const session = await visitor.page.createCDPSession();
  await visitor.page.setViewport({ width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  await openPage(visitor, site.url);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const best: number[] = [];
  try {
    for (let round = 0; round < 3; round++) {
      await fill(visitor, "#epochs", EPOCHS);
      await visitor.run(`
        globalThis.frames = [];
        let last;
        const frame = (now) => {
          if (document.querySelector("#start").textContent === "Pause") {
            if (last) frames.push(now - last);
            last = now;
          }
          if (!document.querySelector("#status").textContent.startsWith("Done") || frames.length === 0) requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      `);
      await visitor.run('document.querySelector("#start").click()');
      await waitUntilDone(visitor);
      const frames = await visitor.run<number[]>("return globalThis.frames");
      best.push(frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)]);
    }
  } finally {
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await session.detach();
  }
  console.log(`95th percentile of a frame, phone 4x: ${best.map((ms) => ms.toFixed(1)).join(", ")} ms`);
  expect(Math.min(...best)).toBeLessThan(50);
});
