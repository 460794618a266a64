import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import * as german from "../../src/web/messages/de.ts";
import * as english from "../../src/web/messages/en.ts";
import { quickEngines } from "./support/engines.ts";
import {
  axeViolations,
  choose,
  draw,
  fill,
  openPage,
  save,
  speaks,
  text,
  violations,
  waitUntilDone,
} from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { again, strokes } from "./support/strokes.ts";
import { type Place, type Visitor, waitFor } from "./support/visitor.ts";

const NODE_SAYS_SO = "✓ Bit for bit what Node trains with these settings.";

// One visit, told in order: each test goes on where the one before has ended.
describe.each(quickEngines)("A visitor with $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  let files: string;
  let loaded: number;

  const word = () => text(visitor, "#word");
  const judged = (wanted: string) =>
    waitFor(visitor, `return document.querySelector("#word").textContent === ${JSON.stringify(wanted)}`);
  const guessed = (start: string) =>
    waitFor(visitor, `return document.querySelector("#guess").textContent.startsWith(${JSON.stringify(start)})`);

  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), "siamese-simd-story-"));
    site = await serveSite(inject("folder"));
    visitor = await start();
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
    await rm(files, { recursive: true, force: true });
  });

  it("finds a page that axe has nothing to say against", async () => {
    await openPage(visitor, site.url);
    expect(await axeViolations(visitor)).toEqual([]);
    await visitor.click("#settings-fold summary");
    await visitor.click("#data-fold summary");
    expect(await axeViolations(visitor)).toEqual([]);
    await visitor.run("return navigator.serviceWorker?.ready.then(() => true)");
    loaded = site.requests.length;
  });

  it("is told that there is nothing to compare with yet", async () => {
    await draw(visitor, "pad-a", strokes.seven);
    await draw(visitor, "pad-b", strokes.anotherSeven);
    expect(await word()).toBe("?");
    expect(await text(visitor, "#explain")).toMatch(/press Train first/);
  });

  it("takes single steps, pauses and stops, with the server gone", async () => {
    await site.stop();
    await visitor.click("#step");
    await waitFor(visitor, 'return document.querySelector("#steps").textContent.startsWith("1 /")');
    await visitor.click("#step");
    await waitFor(visitor, 'return document.querySelector("#steps").textContent.startsWith("2 /")');
    expect(await text(visitor, "#start")).toBe("Continue");
    // At full speed the run may be over before it can be paused.
    await fill(visitor, "#pace", "8");
    await visitor.click("#start");
    await waitFor(visitor, 'return document.querySelector("#start").textContent === "Pause"');
    await visitor.click("#start");
    await waitFor(visitor, 'return document.querySelector("#start").textContent === "Continue"');
    expect(await axeViolations(visitor)).toEqual([]);
    await visitor.click("#stop");
    await waitFor(visitor, 'return document.querySelector("#start").textContent === "Train again"');
    await fill(visitor, "#pace", "");
  });

  it("trains to at least 95 % pair accuracy and Node's fingerprint", async () => {
    await visitor.click("#start");
    await waitUntilDone(visitor);
    expect(Number.parseFloat(await text(visitor, "#accuracy"))).toBeGreaterThanOrEqual(95);
    expect(await text(visitor, "#fingerprint-verdict")).toBe(NODE_SAYS_SO);
    expect(await text(visitor, "#warning")).toBe("");
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("draws two digits and reads the verdict", async () => {
    await judged("Same");
    await draw(visitor, "pad-b", strokes.zero);
    await judged("Different");
    expect(await text(visitor, "#explain")).toBe(
      "Sure: for digits like those it learnt from, it is right 99 times in 100.",
    );
    expect(await text(visitor, "#numbers")).toMatch(/^Distance \d+\.\d\d; up to \d+\.\d\d counts as the same\.$/);
    // A screen reader hears the verdict, not the distance alone.
    await waitFor(visitor, `return /^Different\\. Sure: /.test(document.querySelector("#verdict-live").textContent)`);
  });

  it("draws as small as a sixth of the pad, in a corner, and is understood", async () => {
    const small = (drawing: readonly (readonly Place[])[]): Place[][] =>
      drawing.map((stroke) => stroke.map(([x, y]) => [0.04 + 0.25 * (x - 0.25), 0.04 + 0.25 * (y - 0.15)]));
    for (const [a, b, verdict] of [
      [strokes.seven, strokes.anotherSeven, "Same"],
      [strokes.three, strokes.seven, "Different"],
      [strokes.zero, strokes.zero, "Same"],
      [strokes.three, strokes.zero, "Different"],
    ] as const) {
      await draw(visitor, "pad-a", small(a));
      await draw(visitor, "pad-b", small(b));
      await judged(verdict);
    }
  });

  it("is not given a verdict on a dot or a scribble", async () => {
    const scribble: Place[] = Array.from({ length: 17 }, (_, i) => [0.1 + 0.05 * i, i % 2 === 0 ? 0.1 : 0.9]);
    await draw(visitor, "pad-b", strokes.seven);
    for (const [drawing, complaint] of [
      [[[[0.5, 0.5]]], "One of them is no digit to it: hardly more than a dot."],
      [[scribble], "One of them is no digit to it: more ink than any it learnt from."],
    ] as const) {
      await draw(visitor, "pad-a", drawing);
      await waitFor(visitor, `return document.querySelector("#explain").textContent === ${JSON.stringify(complaint)}`);
      expect(await word()).toBe("?");
    }
    await draw(visitor, "pad-a", strokes.seven);
    await judged("Same");
  });

  it("draws with the keyboard", async () => {
    await visitor.press("#pad-a .pad", ["Delete"]);
    expect(await text(visitor, "#explain")).toBe("Now draw the other one.");
    // A one: up with the pen in the air, then down with it on the paper.
    const down = Array.from({ length: 18 }, () => "ArrowDown");
    await visitor.press("#pad-a .pad", [...Array.from({ length: 9 }, () => "ArrowUp"), " ", ...down, " "]);
    await draw(visitor, "pad-b", strokes.one);
    await judged("Same");
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("teaches symbols, has them recognised, and others not", async () => {
    for (const [name, drawing] of [
      ["tee", strokes.tee],
      ["ring", strokes.zero],
    ] as const) {
      await fill(visitor, "#symbol-name", name);
      for (let i = 0; i < 3; i++) {
        await draw(visitor, "pad-teach", again(drawing, i));
        await visitor.click("#remember");
      }
      await guessed(`It knows "${name}" now.`);
    }
    await draw(visitor, "pad-teach", again(strokes.tee, 1.5));
    await guessed("This looks like: tee");
    await draw(visitor, "pad-teach", strokes.three);
    await guessed("None of these.");
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("has asked the server for nothing since the page was there, and broken no policy", async () => {
    expect(site.requests.slice(loaded)).toEqual([]);
    expect(await violations(visitor)).toEqual([]);
  });

  it("saves the model and a run under way, loads both after a reload, and ends in the same bits", async () => {
    const accuracy = await text(visitor, "#accuracy");
    await writeFile(join(files, "model.safetensors"), await save(visitor, "#save-model"));
    const name = `best-60-epochs-seed-1-${accuracy.replace(" %", "")}.safetensors: `;
    await waitFor(visitor, `return document.querySelector("#file-status").textContent.startsWith("${name}")`);
    await visitor.click("#start");
    await waitFor(visitor, 'return document.querySelector("#start").textContent === "Pause"');
    await waitFor(visitor, 'return document.querySelector("#progress").value < 0.9');
    await waitFor(visitor, 'return document.querySelector("#progress").value > 0.15');
    await visitor.click("#start");
    await waitFor(visitor, 'return document.querySelector("#start").textContent === "Continue"');
    await writeFile(join(files, "checkpoint.safetensors"), await save(visitor, "#save-checkpoint"));

    site = await serveSite(inject("folder"));
    await openPage(visitor, site.url);
    await visitor.upload("#load", join(files, "model.safetensors"));
    await waitFor(visitor, 'return document.querySelector("#file-status").textContent.includes("is loaded")');
    await waitFor(visitor, 'return document.querySelector("#gallery").textContent.includes("distance")');
    // One model has one accuracy.
    await waitFor(visitor, `return document.querySelector("#accuracy").textContent === ${JSON.stringify(accuracy)}`);
    expect(await text(visitor, "#symbols")).toMatch(/tee.*ring/s);
    await draw(visitor, "pad-teach", again(strokes.zero, 1.5));
    await guessed("This looks like: ring");

    await visitor.upload("#load", join(files, "checkpoint.safetensors"));
    await waitFor(visitor, 'return document.querySelector("#start").textContent === "Continue"');
    await waitFor(visitor, 'return document.querySelector("#progress").value > 0.15');
    await visitor.click("#start");
    await waitUntilDone(visitor);
    expect(await text(visitor, "#fingerprint-verdict")).toBe(NODE_SAYS_SO);
    expect(await violations(visitor)).toEqual([]);
  });

  it("opens again without the server, and trains", async () => {
    await visitor.run("return navigator.serviceWorker?.ready.then(() => true)");
    await site.stop();
    await openPage(visitor, site.url);
    await fill(visitor, "#epochs", 1);
    // Few choose scalar arithmetic: it has not been fetched.
    await fill(visitor, "#backend", "js");
    await visitor.click("#start");
    await waitFor(
      visitor,
      `return document.querySelector("#warning").textContent === ${JSON.stringify(english.texts.partOffline)}`,
    );
    // The network that was to be replaced comes back first.
    await waitFor(visitor, 'return document.querySelector("#status").textContent.startsWith("Still here: ")');
    await fill(visitor, "#backend", "");
    await visitor.click("#start");
    await waitUntilDone(visitor);
    expect(await text(visitor, "#warning")).toBe("");
  });

  it("goes on in another language, in which the story is told too", async () => {
    site = await serveSite(inject("folder"));
    await openPage(visitor, site.url);
    expect(site.requests.filter((url) => /\/(de|es|zh)-|story/.test(url))).toEqual([]);
    await fill(visitor, "#epochs", 1);
    await draw(visitor, "pad-a", strokes.seven);
    await visitor.click("#pad-b .pad-head button:last-child");
    await visitor.click("#start");
    await waitFor(visitor, 'return document.querySelector("#fingerprint").textContent.length === 64');
    await choose(visitor, "de");
    // What has been trained and drawn is still there.
    const welcome = "Willkommen zurück: best, 1 Epoche, Startwert 1.";
    await waitFor(visitor, `return document.querySelector("#status").textContent === "${welcome}"`);
    expect(await text(visitor, "#accuracy")).toMatch(/^\d\d,\d %$/);
    await waitFor(visitor, `return document.querySelector("#explain").textContent === "${german.texts.drawOther}"`);
    // No text of the page has stayed English.
    const same = await visitor.run<string[]>(
      `return [...document.querySelectorAll("[data-t]")].flatMap(({ dataset, innerHTML }) =>
         arguments[0][dataset.t] === innerHTML && arguments[1][dataset.t] !== innerHTML ? [dataset.t] : [])`,
      english.page,
      german.page,
    );
    expect(same).toEqual([]);
    await visitor.click("#open-story");
    await waitFor(visitor, 'return document.querySelector("#story h3")?.textContent === "Zwei Bilder, eine Frage"');
    await visitor.click("#story label:nth-of-type(2) input");
    await visitor.click("#story form button");
    await waitFor(
      visitor,
      'return /^(Du hattest recht|Es ist anders)\\. \\d+ von 100 Mal/.test(document.querySelector(".story-answer").textContent)',
    );
    await openPage(visitor, site.url);
    await speaks(visitor, "de");
    await choose(visitor, "en");
  });
});
