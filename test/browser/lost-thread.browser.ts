// A training thread that the browser ends in the middle of a run.
import { expect, inject, it } from "vitest";
import { engines } from "./support/engines.ts";
import { fill, openPage, text, trainToTheEnd, waitUntilDone } from "./support/page-actions.ts";
import type { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { serveSite } from "./support/site.ts";
import { waitFor } from "./support/visitor.ts";

// Keeps the threads that the page starts.
const KEEP = `
globalThis.threads = [];
globalThis.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    if (String(url).includes("thread-worker")) threads.push(this);
  }
};`;
// Notes the longest time for which the count of steps stood still.
const WATCH_STEPS = `
globalThis.longest = 0;
let [last, since] = ["", performance.now()];
const look = () => {
  const { textContent } = document.querySelector("#steps");
  const now = performance.now();
  if (textContent !== last) [last, since] = [textContent, now];
  else if (document.querySelector("#status").textContent.startsWith("Training")) longest = Math.max(longest, now - since);
  requestAnimationFrame(look);
};
look();`;

// WebKitGTK, as Debian builds it, has no shared memory.
it.each(engines.filter(({ name }) => name !== "WebKitGTK"))(
  "is done without at once, to the same bits, in $name",
  async ({ start }) => {
    const site = await serveSite(inject("folder"));
    const visitor = (await start()) as PuppeteerVisitor;
    try {
      await visitor.page.evaluateOnNewDocument(KEEP);
      await openPage(visitor, site.url);
      await fill(visitor, "#epochs", 6);
      // Slowly at first: Chromium lets a thread go on for up to two seconds.
      await fill(visitor, "#pace", 8);
      await fill(visitor, "#threads", 2);
      await visitor.run(WATCH_STEPS);
      await visitor.click("#start");
      await waitFor(visitor, 'return document.querySelector("#progress").value > 0.02');
      await visitor.run("for (const thread of threads) thread.terminate()");
      await waitFor(visitor, "return navigator.locks.query().then(({ held }) => held.length === 0)");
      expect(await text(visitor, "#status")).toMatch(/^Training/);
      await fill(visitor, "#pace", "");
      await waitUntilDone(visitor);
      const withTwo = await text(visitor, "#fingerprint");
      // A tenth of a second and the step that is done anew; the rest is for other browsers on the same machine.
      expect(await visitor.run<number>("return longest")).toBeLessThan(3000);
      await trainToTheEnd(visitor);
      expect(await visitor.run<string>('return document.querySelector("#about").textContent')).toMatch(/1 thread\.$/);
      expect(await text(visitor, "#fingerprint")).toBe(withTwo);
    } finally {
      await visitor.close();
      await site.stop();
    }
  },
);
