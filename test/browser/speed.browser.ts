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

async function pagePairsPerSecond(): Promise<{ speed: number; longTasks: number[] }> {
  await openPage(visitor, site.url);
  expect(await text(visitor, "#threads")).toBe("1");
  await fill(visitor, "#epochs", EPOCHS);
  await visitor.run(`
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: "longtask" });
  `);
  await visitor.click("#start");
  await waitUntilDone(visitor);
  return {
    speed: Number((await text(visitor, "#speed")).replaceAll(",", "")),
    longTasks: await visitor.run<number[]>("return globalThis.longTasks"),
  };
}

it("Chromium trains at 85 % of Node's speed at least, and never keeps the page waiting for 50 ms", async () => {
  // In turns, so that what else the machine does meets both. It can only add to a time: the best round is what counts.
  const node: number[] = [];
  const page: number[] = [];
  const longest: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    node.push(await nodePairsPerSecond());
    const measured = await pagePairsPerSecond();
    page.push(measured.speed);
    longest.push(Math.max(0, ...measured.longTasks));
  }
  console.log(
    `pairs/s: Node ${node.map(Math.round).join(", ")}; Chromium ${page.join(", ")}; longest tasks ${longest} ms`,
  );
  expect(Math.max(...page) / Math.max(...node)).toBeGreaterThanOrEqual(LEAST_SHARE);
  expect(Math.min(...longest)).toBeLessThanOrEqual(MAX_TASK_MS);
});
