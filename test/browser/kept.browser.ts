import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { firstDigits } from "../../scripts/packed-digits.ts";
import { oneEngine } from "./support/engines.ts";
import {
  axeViolations,
  draw,
  fill,
  openPage,
  save,
  text,
  trainToTheEnd,
  waitUntilDone,
} from "./support/page-actions.ts";
import { type Site, serveSite } from "./support/site.ts";
import { again, strokes } from "./support/strokes.ts";
import { type Visitor, waitFor } from "./support/visitor.ts";

// What a visitor has made is there again after a reload, and a network that another has replaced can be brought back.
// One visit, told in order.
// Long enough to be left in the middle, at the speed of every engine.
const UNCUT = 40;

describe.each(oneEngine)("A visitor with $name", ({ start }) => {
  let visitor: Visitor;
  let site: Site;
  let folder: string;

  const says = (selector: string, beginning: string, seconds = 30) =>
    waitFor(
      visitor,
      `return document.querySelector("${selector}").textContent.startsWith(${JSON.stringify(beginning)})`,
      seconds,
    );
  const read = async () => ({
    accuracy: await text(visitor, "#accuracy"),
    fingerprint: await text(visitor, "#fingerprint"),
    numbers: await text(visitor, "#numbers"),
    loss: await text(visitor, "#loss"),
    curves: await text(visitor, "#curves-text"),
  });
  /** What the page says once it has stopped changing: a drawing is judged anew after each measure of the network. */
  const facts = async () => {
    for (let before = await read(); ; ) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const now = await read();
      if (JSON.stringify(now) === JSON.stringify(before)) return now;
      before = now;
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "siamese-simd-kept-"));
    site = await serveSite(inject("folder"));
    visitor = await start();
    await openPage(visitor, site.url);
  });
  afterAll(async () => {
    await visitor?.close();
    await site?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("finds the network, drawings, symbols and settings after a reload", async () => {
    await fill(visitor, "#epochs", 3);
    await visitor.click("#start");
    await waitUntilDone(visitor);
    await draw(visitor, "pad-a", strokes.seven);
    await draw(visitor, "pad-b", strokes.zero);
    await says("#numbers", "Distance");
    await fill(visitor, "#symbol-name", "tee");
    await draw(visitor, "pad-teach", strokes.tee);
    await visitor.click("#remember");
    await draw(visitor, "pad-teach", again(strokes.tee, 1));
    await waitFor(visitor, 'return document.querySelector("#kept").textContent.includes("114 of 114 steps")');
    // What has just been drawn is kept a moment later.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const before = await facts();

    await openPage(visitor, site.url);
    await says("#status", "Welcome back: best, 3 epochs, seed 1.");
    // A network brought back is measured roughly first, and then as it was at its end.
    await says("#numbers", before.numbers);
    expect(await facts()).toEqual(before);
    expect(await visitor.run('return document.querySelector("#epochs").value')).toBe("3");
    expect(await text(visitor, "#symbols")).toContain("tee");
    await says("#guess", "This looks like: tee");
  });

  it("goes on with a run that a reload has cut, to the bits of one that was never cut", async () => {
    await fill(visitor, "#epochs", UNCUT);
    await visitor.click("#start");
    await waitFor(visitor, 'return document.querySelector("#kept").textContent.includes("of 1,520 steps")');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await openPage(visitor, site.url);
    await says("#status", `Welcome back: best, ${UNCUT} epochs, seed 1. Press Continue`);
    expect(await text(visitor, "#steps")).not.toMatch(/^0 /);
    await visitor.click("#start");
    await waitUntilDone(visitor);
    const cut = await text(visitor, "#fingerprint");
    await trainToTheEnd(visitor);
    expect(await text(visitor, "#fingerprint")).toBe(cut);
  });

  it("brings back the network that a second training has replaced", async () => {
    const first = await facts();
    await fill(visitor, "#epochs", 1);
    await trainToTheEnd(visitor);
    expect(await text(visitor, "#fingerprint")).not.toBe(first.fingerprint);
    expect(await text(visitor, "#undo")).toBe(`Back to best, ${UNCUT} epochs, seed 1 (${first.accuracy})`);
    await visitor.click("#undo");
    await says("#status", `Brought back: best, ${UNCUT} epochs, seed 1.`);
    await waitFor(
      visitor,
      `return document.querySelector("#numbers").textContent === ${JSON.stringify(first.numbers)}`,
    );
    expect(await facts()).toEqual(first);
  });

  it("sets a kept network beside the one that is here: settings, quality, and the same two drawings", async () => {
    const here = await facts();
    const old = await text(visitor, "#kept li:last-child .kept-accuracy");
    expect(await text(visitor, "#kept li:last-child b")).toBe("best, 3 epochs, seed 1");
    await visitor.click("#kept li:last-child button");
    await waitFor(visitor, 'return document.querySelector("#kept-compared tbody tr") !== null');
    const rows = await visitor.run<string[][]>(`
      return [...document.querySelectorAll("#kept-compared tr")].map((row) =>
        [...row.children].map((cell) => cell.querySelector("select")?.selectedOptions[0].text ?? cell.textContent));
    `);
    const row = (title: string) => rows.find(([first]) => first === title)?.slice(1) ?? [];
    expect(rows[0]).toEqual([
      "",
      `best, ${UNCUT} epochs, seed 1 (${here.accuracy})`,
      `best, 3 epochs, seed 1 (${old})`,
    ]);
    expect(row("Epochs")).toEqual(["40", "3"]);
    expect(row("Learning rate")[0]).toBe(row("Learning rate")[1]);
    expect(row("Step")).toEqual(["1,520", "114"]);
    // As each was measured at the end of its own run.
    expect(row("New pairs right")).toEqual([here.accuracy, old]);
    const [better, worse] = row("Area under the ROC curve").map(Number);
    expect(better).toBeGreaterThan(worse);
    expect(better).toBeLessThanOrEqual(1);
    const verdicts = row("Your two drawings");
    const distance = Number(/[\d.]+/.exec(here.numbers)?.[0]);
    expect(verdicts[0]).toBe(`${(await text(visitor, "#word")).toLowerCase()}, distance ${distance.toFixed(2)}`);
    expect(verdicts[1]).toMatch(/^(same|different), distance [\d.]+$/);
    expect(verdicts[1]).not.toBe(verdicts[0]);
    // What is here stays what it is.
    expect(await facts()).toEqual(here);
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("sets two kept networks side by side, neither of them here", async () => {
    const [, between] = await visitor.run<string[]>(
      'return [...document.querySelectorAll("#kept .kept-accuracy")].map(({ textContent }) => textContent).reverse()',
    );
    const ids = await visitor.run<string[]>(
      'return [...document.querySelectorAll("#kept-compared th option")].map(({ value }) => value)',
    );
    await fill(visitor, "#kept-compared th:nth-child(2) select", ids[1]);
    const right = () =>
      visitor.run<string[]>(
        `return [...document.querySelectorAll("#kept-compared tbody tr")]
           .find(({ firstChild }) => firstChild.textContent === "New pairs right").innerText.split("\t").slice(1)`,
      );
    await waitFor(visitor, `return document.querySelector("#kept-compared p").textContent === ""`);
    expect((await right())[0].trim()).toBe(between);
    expect(await visitor.run('return document.querySelector("#kept-compared thead").innerText')).not.toContain(
      "Here now",
    );
    expect(await axeViolations(visitor)).toEqual([]);
  });

  it("cannot lose it by a step, nor by a start that fails, nor by a file that is none", async () => {
    const before = await facts();
    expect(await visitor.run('return document.querySelector("#step").disabled')).toBe(true);
    const path = join(folder, "none.safetensors");
    await writeFile(path, "nothing of the kind");
    await visitor.upload("#load", path);
    await says("#file-status", "none.safetensors");
    expect(await text(visitor, "#warning")).toBe("");
    expect(await facts()).toEqual(before);

    // More images than the form allows: the worker refuses them.
    await visitor.run('document.querySelector("#batch").removeAttribute("max")');
    await fill(visitor, "#batch", 100000);
    await visitor.click("#start");
    await says("#status", `Still here: best, ${UNCUT} epochs, seed 1.`);
    expect(await text(visitor, "#warning")).toMatch(/batch/);
    await waitFor(
      visitor,
      `return document.querySelector("#numbers").textContent === ${JSON.stringify(before.numbers)}`,
    );
    expect(await facts()).toEqual(before);
    expect((await save(visitor, "#save-model")).length).toBeGreaterThan(50_000);
  });

  it("keeps own images too, and brings back a network of the digits from among them", async () => {
    const { train } = await firstDigits();
    const rows = Array.from({ length: 300 }, (_, i) => [
      train.labels[i],
      ...train.images.subarray(i * 784, i * 784 + 784),
    ]);
    const path = join(folder, "mine.csv");
    await writeFile(path, `${rows.join("\n")}\n`);
    await visitor.click("#data-fold summary");
    await visitor.upload("#files", path);
    await says("#data-name", "mine.csv");
    await fill(visitor, "#batch", 60);
    await fill(visitor, "#epochs", 2);
    await trainToTheEnd(visitor);
    const own = await text(visitor, "#fingerprint");
    await new Promise((resolve) => setTimeout(resolve, 500));

    await openPage(visitor, site.url);
    await says("#status", "Welcome back: best, 2 epochs, seed 1.");
    expect(await text(visitor, "#data-name")).toMatch(/^mine\.csv/);
    // The run ends again, and is hashed again, after it is back.
    await says("#fingerprint", own);
    await visitor.click("#kept li:last-child button:nth-last-child(2)");
    await says("#status", "Brought back: ");
    expect(await text(visitor, "#data-name")).toMatch(/^MNIST/);
  });

  it("forgets everything when asked to, after a question", async () => {
    await visitor.click("#forget");
    await visitor.click("#forget-not");
    expect(await text(visitor, "#kept")).not.toBe("");
    await visitor.click("#forget");
    await visitor.click("#forget-yes");
    // The page loads itself again.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await waitFor(visitor, 'return !document.querySelector("#start").disabled');
    expect(await text(visitor, "#status")).toBe("Ready: 6,000 digits are here.");
    expect(await text(visitor, "#kept")).toBe("");
    expect(await text(visitor, "#symbols")).toBe("");
    expect(await visitor.run('return document.querySelector("#epochs").value')).toBe("60");
  });
});
