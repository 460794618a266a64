import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { encodePng } from "./support/encode-png.ts";
import { fill, openPage, save, text, trainToTheEnd, waitUntilDone } from "./support/page-actions.ts";
import { PuppeteerVisitor } from "./support/puppeteer-visitor.ts";
import { type Site, serveSite } from "./support/site.ts";
import { waitFor } from "./support/visitor.ts";

/** Bytes of all scripts, styles and pages, compressed, that a first visit transfers. */
const MOST_TEXT = 280_000;

let visitor: PuppeteerVisitor;
let site: Site;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "siamese-simd-details-"));
  site = await serveSite(inject("folder"));
  visitor = await PuppeteerVisitor.start("Chromium");
  await openPage(visitor, site.url);
});
afterAll(async () => {
  await visitor?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

const says = (selector: string, beginning: string) =>
  waitFor(
    visitor,
    `return document.querySelector("${selector}")?.textContent.startsWith(${JSON.stringify(beginning)})`,
  );

/** Images of a shape, each a little different. */
function shapes(name: "bar" | "ring", count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const pixels = new Uint8Array(28 * 28);
    for (let y = 4; y < 24; y++) {
      for (let x = 4; x < 24; x++) {
        const far = (x - 13.5) * (x - 13.5) + (y - 13.5) * (y - 13.5);
        const inked = name === "bar" ? Math.abs(x - 10 - (i % 7)) < 2 : far < 90 && far > 30 + 4 * (i % 7);
        if (inked) pixels[y * 28 + x] = 255;
      }
    }
    return pixels;
  });
}

it("opens at the part that a link names, though the page is built after the jump", async () => {
  for (const part of ["compare", "teach", "keep"]) {
    await visitor.goto("about:blank");
    await openPage(visitor, `${site.url}#${part}`);
    // The jump is a glide: it is over when the page has stood still for some frames.
    await visitor.run(`
      return new Promise((resolve) => {
        let [at, still] = [-1, 0];
        const look = () => {
          still = scrollY === at ? still + 1 : 0;
          at = scrollY;
          if (still < 30) requestAnimationFrame(look);
          else resolve();
        };
        look();
      });
    `);
    const [top, isEnd] = await visitor.run<[number, boolean]>(`
      const { scrollY, innerHeight } = globalThis;
      const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      return [document.querySelector("#${part}").getBoundingClientRect().top, end];
    `);
    // Below the bar at the top, unless the page has no more to scroll.
    if (!isEnd) expect(Math.abs(top - 80)).toBeLessThan(20);
    else expect(top).toBeGreaterThan(0);
  }
  await openPage(visitor, `${site.url}#`);
});

it("transfers the page once on the first visit, and nothing but checks on the second", async () => {
  const fresh = await serveSite(inject("folder"));
  try {
    await openPage(visitor, fresh.url);
    await visitor.run("return navigator.serviceWorker.ready.then(() => true)");
    const digits = () => fresh.answers.filter(({ url }) => url.endsWith("digits.bin")).map(({ status }) => status);
    expect(digits()).toEqual([200, 304]);
    const transferred = (isText: boolean) =>
      fresh.answers.reduce((sum, { url, bytes }) => sum + (url.endsWith("digits.bin") !== isText ? bytes : 0), 0);
    console.log(`The first visit: ${transferred(true)} bytes of texts, ${transferred(false)} of digits.`);
    expect(transferred(true)).toBeLessThan(MOST_TEXT);
    // Each file once, whoever asks for it again.
    const sent = fresh.answers.filter(({ status }) => status === 200).map(({ url }) => url);
    expect(new Set(sent).size).toBe(sent.length);
    fresh.answers.length = 0;
    await openPage(visitor, fresh.url);
    await waitFor(visitor, "return navigator.serviceWorker.controller !== null");
    expect(digits()).toEqual([304]);
    expect(fresh.answers.filter(({ status }) => status !== 304)).toEqual([]);
  } finally {
    await fresh.stop();
  }
  await openPage(visitor, site.url);
});

it("tells a screen reader what happens, and nothing that does not", async () => {
  await visitor.run(`
    globalThis.told = [];
    new MutationObserver(() => told.push(document.querySelector("#status").textContent))
      .observe(document.querySelector("#status"), { childList: true, characterData: true, subtree: true });
  `);
  await fill(visitor, "#epochs", 2);
  await trainToTheEnd(visitor);
  const told = await visitor.run<string[]>("return told");
  expect([told.at(0), told.at(-1)]).toEqual(["Training…", "Done. Now draw two below."]);
  // On a busy machine the run lasts so long that it is told how far it is.
  for (const between of told.slice(1, -1)) expect(between).toMatch(/^Training: \d+ %/);
});

it("has no field marked wrong before anyone has typed into it", async () => {
  const shadow = 'return getComputedStyle(document.querySelector("#symbol-name")).boxShadow';
  expect(await visitor.run(shadow)).toBe("none");
});

it("says what a field of the settings means, beside it", async () => {
  await visitor.run('document.querySelector("#settings-fold").open = true');
  const help = ".asked:has(#margin) .ask";
  expect(await visitor.run("return document.querySelector(arguments[0]).getAttribute('aria-label')", help)).toBe(
    "What does “Margin” mean?",
  );
  const shown =
    'const help = document.querySelector("#margin-help"); return help.offsetHeight > 0 ? help.innerText : ""';
  await visitor.click(help);
  expect(await visitor.run(shown)).toMatch(/^How far apart/);
  await visitor.click(help);
  expect(await visitor.run(shown)).toBe("");
});

it("says no command for settings that are being edited", async () => {
  expect(await text(visitor, "#command")).toBe("npm run train -- --recipe best --epochs 2");
  for (const [field, value] of [
    ["#epochs", ""],
    ["#seed", "-1"],
  ]) {
    const before = await visitor.run<string>(`return document.querySelector("${field}").value`);
    await fill(visitor, field, value);
    expect(await text(visitor, "#command")).toBe("–");
    await fill(visitor, field, before);
  }
});

it("says how many images a step the browser can hold, and keeps the network, if there are too many", async () => {
  const before = await visitor.run<string>('return document.querySelector("#batch").value');
  await fill(visitor, "#batch", 4096);
  await visitor.click("#start");
  await says("#status", "Still here");
  expect(await text(visitor, "#warning")).toBe("Too many images a step for this browser: try 512.");
  await fill(visitor, "#batch", before);
});

it("takes a fingerprint before the run's end for none that can be compared", async () => {
  await fill(visitor, "#epochs", 50);
  await visitor.click("#start");
  await waitFor(visitor, 'return !document.querySelector("#stop").disabled');
  await waitFor(visitor, 'return document.querySelector("#progress").value > 0.01');
  await visitor.click("#stop");
  await says("#status", "Stopped.");
  // A step would be the first of another run.
  expect(await visitor.run('return document.querySelector("#step").disabled')).toBe(true);
  await waitFor(visitor, 'return document.querySelector("#fingerprint").textContent.length === 64');
  expect(await text(visitor, "#fingerprint-verdict")).toMatch(/^After [\d,]+ steps, not at the run's end: /);
});

it("goes on with as many threads as the form says when a run comes out of a file", async () => {
  await fill(visitor, "#epochs", 3);
  await visitor.click("#start");
  await waitFor(visitor, 'return document.querySelector("#progress").value > 0.1');
  // Three epochs take less time than a click may: a run that was over would begin again instead of pausing.
  await fill(visitor, "#pace", 8);
  await visitor.click("#start");
  await fill(visitor, "#pace", "");
  await says("#status", "Paused.");
  await waitFor(visitor, 'return !document.querySelector("#save-checkpoint").disabled');
  const threads = await visitor.run<string>('return document.querySelector("#threads").value');
  const path = join(folder, "checkpoint.safetensors");
  await writeFile(path, await save(visitor, "#save-checkpoint"));
  await visitor.upload("#load", path);
  await says("#file-status", "checkpoint.safetensors is loaded.");
  expect(await text(visitor, "#about")).toMatch(new RegExp(`, ${threads} threads?\\.$`));
  if (await visitor.run<boolean>("return crossOriginIsolated && navigator.hardwareConcurrency > 1")) {
    expect(Number(threads)).toBeGreaterThan(1);
  }
});

it("has everything again after its tab was closed", async () => {
  await new Promise((resolve) => setTimeout(resolve, 500));
  await visitor.newTab();
  await openPage(visitor, site.url);
  await says("#status", "Welcome back: best, 3 epochs, seed 1. Press Continue");
  await visitor.click("#start");
  await waitUntilDone(visitor);
});

it("takes a press on Pause that ends after the run for none on Train again", async () => {
  await fill(visitor, "#epochs", 8);
  await visitor.run('document.querySelector("#fingerprint").textContent = ""');
  await visitor.click("#start");
  await says("#start", "Pause");
  const [x, y] = await visitor.run<[number, number]>(`
    const box = document.querySelector("#start").getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  `);
  await visitor.page.mouse.move(x, y);
  await visitor.page.mouse.down();
  await waitUntilDone(visitor);
  await visitor.page.mouse.up();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await text(visitor, "#status")).toMatch(/^Done/);
  expect(await text(visitor, "#start")).toBe("Train again");
});

/** Written by the first test that needs them. */
const ownImages: string[] = [];

it("takes a warning away with its cause", async () => {
  const wrong = join(folder, "wrong.csv");
  await writeFile(wrong, "hello\nworld\n");
  for (const name of ["bar", "ring"] as const) {
    for (const [i, pixels] of shapes(name, 16).entries()) {
      const path = join(folder, `${name}_${i}.png`);
      await writeFile(path, encodePng(pixels, 28, 28));
      ownImages.push(path);
    }
  }
  await visitor.click("#data-fold summary");
  await visitor.upload("#files", wrong);
  await waitFor(visitor, 'return document.querySelector("#warning").textContent.includes("wrong.csv")');
  expect(await text(visitor, "#file-status")).toBe("");
  await visitor.uploadAll("#files", ownImages);
  await says("#data-name", "32 files");
  expect(await text(visitor, "#warning")).toBe("");
});

it("calls images of one's own by their names, and shows no pair twice", async () => {
  await fill(visitor, "#batch", 8);
  await fill(visitor, "#epochs", 10);
  await trainToTheEnd(visitor);
  expect(await text(visitor, "#compare-name")).toBe("Draw two images");
  expect(await text(visitor, "#pad-a h3")).toBe("One image");
  const pairs = await visitor.run<string[]>(`
    return [...document.querySelectorAll("#gallery li:not([hidden])")].map((item) =>
      [...item.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).sort().join());
  `);
  expect(pairs.length).toBeGreaterThan(0);
  expect(new Set(pairs).size).toBe(pairs.length);
  await visitor.click("#digits");
  await says("#data-name", "MNIST");
});

/** Images of one's own beside a file of noise, which no browser packs. */
async function imagesWithNotes(bytes: number): Promise<string[]> {
  const notes = join(folder, "notes.txt");
  await writeFile(notes, randomBytes(bytes));
  return [...ownImages, notes];
}

it("keeps the files of one's own images, of more than 64 MiB too", async () => {
  await visitor.uploadAll("#files", await imagesWithNotes(2 ** 26 + 1));
  await says("#data-name", "33 files of your own");
  await waitFor(
    visitor,
    `return new Promise((resolve) => {
      indexedDB.open("siamese-simd-page").onsuccess = ({ target }) => {
        const get = target.result.transaction("state").objectStore("state").get("images");
        get.onsuccess = () => { target.result.close(); resolve(get.result?.length === 33); };
      };
    });`,
  );
  await openPage(visitor, site.url);
  await says("#data-name", "33 files of your own");
  expect(await text(visitor, "#warning")).toBe("");
  await visitor.click("#data-fold summary");
  await visitor.click("#digits");
  await says("#data-name", "MNIST");
});

it("asks by their name for images that the browser has no room for", async () => {
  const storage = await visitor.page.createCDPSession();
  // Of a site that is new to the browser: it asks for the quota now and then only.
  const fresh = await serveSite(inject("folder"));
  try {
    await storage.send("Storage.overrideQuotaForOrigin", { origin: new URL(fresh.url).origin, quotaSize: 2 ** 20 });
    await openPage(visitor, fresh.url);
    // Out of memory: of files on a disk Chromium does not know the size when it looks for room.
    await visitor.run('document.body.insertAdjacentHTML("beforeend", "<input type=file id=probe multiple>")');
    await visitor.uploadAll("#probe", await imagesWithNotes(2 ** 21));
    await visitor.run(`
      const [probe, input] = ["probe", "files"].map((id) => document.getElementById(id));
      const copies = [...probe.files].map(async (file) => new File([await file.arrayBuffer()], file.name));
      return Promise.all(copies).then((files) => {
        const transfer = new DataTransfer();
        for (const file of files) transfer.items.add(file);
        input.files = transfer.files;
        input.dispatchEvent(new Event("change"));
        probe.remove();
      });
    `);
    await says("#data-notes li:last-child", "More than this browser keeps: after a reload");
    await openPage(visitor, fresh.url);
    expect(await text(visitor, "#data-name")).toMatch(/^MNIST/);
    expect(await text(visitor, "#warning")).toBe(
      "33 files of your own: more than this browser keeps. Choose them again to go on with them.",
    );
  } finally {
    await storage.detach();
    await fresh.stop();
  }
  await openPage(visitor, site.url);
});

it("says why it does nothing, when it was opened as a file", async () => {
  await visitor.goto(pathToFileURL(join(inject("folder"), "index.html")).href);
  await new Promise((resolve) => setTimeout(resolve, 4500));
  const boot = 'return getComputedStyle(document.querySelector("#boot")).visibility';
  expect(await visitor.run(boot)).toBe("visible");
  await openPage(visitor, site.url);
  expect(await visitor.run('return document.querySelector("#boot")')).toBe(null);
});

it("says that there are no digits, if they cannot be loaded", async () => {
  await visitor.page.setRequestInterception(true);
  const block = (request: { url(): string; abort(): Promise<void>; continue(): Promise<void> }) =>
    void (request.url().endsWith("digits.bin") ? request.abort() : request.continue());
  visitor.page.on("request", block);
  try {
    await visitor.page.setBypassServiceWorker(true);
    await visitor.goto(site.url);
    await says("#status", "There are no images yet.");
    expect(await text(visitor, "#warning")).toMatch(/^The digits could not be loaded/);
  } finally {
    visitor.page.off("request", block);
    await visitor.page.setRequestInterception(false);
  }
});
