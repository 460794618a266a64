import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { type Language, languages } from "../../src/web/messages/languages.ts";
import { oneEngine } from "./support/engines.ts";
import {
  axeViolations,
  axeViolationsNow,
  choose,
  draw,
  fill,
  openPage,
  text,
  waitUntilDone,
} from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { again, strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

const ONWARD = "#story .story-body:not([hidden]) .buttons button:last-child";

// axe looks at the page in each of its states, in both themes; other visits look at those that they come through.
describe.each(oneEngine)("axe, with $name, has nothing to say against", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "siamese-simd-states-"));
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
    await fill(visitor, "#epochs", 10);
    await visitor.click("#start");
    await waitUntilDone(visitor);
    await draw(visitor, "pad-a", strokes.seven);
    await draw(visitor, "pad-b", strokes.three);
    for (const [name, drawing] of [
      ["tee", strokes.tee],
      ["ring", strokes.zero],
    ] as const) {
      await fill(visitor, "#symbol-name", name);
      for (let i = 0; i < 3; i++) {
        await draw(visitor, "pad-teach", again(drawing, i));
        await visitor.click("#remember");
      }
    }
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await visitor.run("scrollTo(0, 0)");
  });

  it("every part that opens, opened", async () => {
    await visitor.run('for (const fold of document.querySelectorAll("details")) fold.open = true');
    await waitFor(visitor, 'return !document.querySelector("#why-a").hidden');
    await waitFor(visitor, 'return document.querySelector("#inside").children.length > 0');
    await waitFor(visitor, 'return document.querySelector("#map-table").rows.length > 0');
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("what lies over the page: the QR code, and the question before all is forgotten", async () => {
    for (const theme of ["light", "dark"] as const) {
      await visitor.setTheme(theme);
      for (const [open, close] of [
        ["#show-qr", "#qr-close"],
        ["#forget", "#forget-not"],
      ]) {
        await visitor.click(open);
        await waitFor(visitor, 'return document.querySelector("dialog[open]") !== null');
        expect(await axeViolationsNow(visitor)).toEqual([]);
        await visitor.click(close);
        await waitFor(visitor, 'return document.querySelector("dialog[open]") === null');
      }
    }
  });

  it("what it says of files that it cannot take, in each place", async () => {
    const path = join(folder, "none.safetensors");
    await writeFile(path, "nothing of the kind");
    for (const [field, answer] of [
      ["#load", "#file-status"],
      ["#load-symbols", "#symbols-file-status"],
      ["#symbol-pictures", "#symbol-pictures-status"],
      ["#architecture", "#architecture-status"],
      ["#files", "#warning"],
    ]) {
      await visitor.upload(field, path);
      await waitFor(visitor, `return document.querySelector("${answer}").textContent.includes("none.safetensors")`);
    }
    expect(await text(visitor, "#warning")).not.toBe("");
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("a link that is damaged, and one that offers to train", async () => {
    const link = await visitor.run<string>('return document.querySelector("#link").value');
    for (const [right, other] of [
      ["recipe=best", "recipe=none"],
      ["seed=1", "seed=2"],
    ]) {
      await visitor.goto("about:blank");
      await openPage(visitor, link.replace(right, other));
      await waitFor(
        visitor,
        'return !document.querySelector("#offer").hidden || !document.querySelector("#warning").hidden',
      );
      expect(await axeViolations(visitor)).toEqual([]);
    }
  });

  it("each step of the story, before and after the answer, and the challenge", async () => {
    await openPage(visitor, site.url);
    await waitFor(visitor, 'return document.querySelector("#accuracy").textContent !== "–"');
    await visitor.click("#open-story");
    for (let step = 1; step <= 5; step++) {
      await waitFor(
        visitor,
        `return document.querySelector("#story .story-step")?.textContent === "Step ${step} of 5"`,
      );
      expect(await axeViolations(visitor)).toEqual([]);
      await visitor.click("#story label:nth-of-type(1) input");
      await visitor.click("#story form button");
      await waitFor(visitor, `return document.querySelector("${ONWARD}:not([hidden])") !== null`, 60);
      expect(await axeViolations(visitor)).toEqual([]);
      await visitor.click(ONWARD);
    }
    await waitFor(visitor, 'return document.querySelectorAll("#story canvas.pad").length === 2');
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("the page in each language", async () => {
    for (const language of Object.keys(languages) as Language[]) {
      if (language === "en") continue;
      await choose(visitor, language);
      expect(await axeViolations(visitor)).toEqual([]);
    }
  });
});
