import { readFileSync } from "node:fs";
import { basename } from "node:path";
import puppeteer, { type Browser, type ElementHandle, type Page, TimeoutError, type TouchHandle } from "puppeteer-core";
import { type Place, type Visitor, waitFor, withSteps } from "./visitor.ts";

/** Chromium, or Firefox as it is: both by WebDriver BiDi or the DevTools protocol, whichever puppeteer takes. */
export class PuppeteerVisitor implements Visitor {
  readonly name: string;
  page: Page;
  readonly #browser: Browser;

  private constructor(name: string, browser: Browser, page: Page) {
    this.name = name;
    this.#browser = browser;
    this.page = page;
  }

  /** @param preferences Firefox's own, as `about:config` has them */
  static async start(
    name: "Chromium" | "Firefox",
    preferences: Readonly<Record<string, unknown>> = {},
  ): Promise<PuppeteerVisitor> {
    const browser = await puppeteer.launch(
      name === "Chromium"
        ? { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] }
        : { browser: "firefox", executablePath: "/usr/bin/firefox-esr", extraPrefsFirefox: { ...preferences } },
    );
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    return new PuppeteerVisitor(name, browser, page);
  }

  /** Closes the tab, and opens another. */
  async newTab(): Promise<void> {
    const page = await this.#browser.newPage();
    await this.page.close({ runBeforeUnload: false });
    this.page = page;
    await page.setViewport({ width: 1280, height: 900 });
  }

  async goto(url: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.goto(url, { timeout: 15_000 });
        return;
      } catch (error) {
        // Firefox's driver loses a load's end now and then, with the page whole on the screen. A page that really does not
        // load fails every time.
        if (!(error instanceof TimeoutError) || attempt === 3) throw error;
        console.warn(`${this.name}: no end of loading ${url} within 15 s; once more.`);
      }
    }
  }

  async run<T>(body: string, ...args: unknown[]): Promise<T> {
    return (await this.page.evaluate(`(function () { ${body} })(...${JSON.stringify(args)})`)) as T;
  }

  async click(selector: string): Promise<void> {
    await (await this.#shown(selector)).click();
  }

  async press(selector: string, keys: readonly string[]): Promise<void> {
    await (await this.#shown(selector)).focus();
    for (const key of keys) await this.page.keyboard.press(key as "a");
  }

  async stroke(selector: string, places: readonly Place[]): Promise<void> {
    const box = await (await this.#shown(selector)).boundingBox();
    if (!box) throw new Error(`${selector} is not shown.`);
    const { mouse } = this.page;
    for (const [i, [x, y]] of places.entries()) {
      await mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: i === 0 ? 1 : 5 });
      if (i === 0) await mouse.down();
    }
    await mouse.up();
  }

  async touch(selector: string, fingers: readonly (readonly Place[])[]): Promise<void> {
    const box = await (await this.#shown(selector)).boundingBox();
    if (!box) throw new Error(`${selector} is not shown.`);
    const all = fingers.map((places) =>
      withSteps(places).map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const),
    );
    const touches: TouchHandle[] = [];
    for (const [place] of all) touches.push(await this.page.touchscreen.touchStart(...place));
    for (let i = 1; i < all[0].length; i++) {
      for (const [finger, places] of all.entries()) await touches[finger].move(...places[i]);
    }
    for (const touch of touches.reverse()) await touch.end();
  }

  async upload(selector: string, path: string): Promise<void> {
    await this.uploadAll(selector, [path]);
  }

  /** Chooses several files at once. */
  async uploadAll(selector: string, paths: readonly string[]): Promise<void> {
    const input = (await this.page.$(selector)) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(...paths);
  }

  /**
   * Drops files on the middle of an element. In Chromium as the system does, from a disk, and folders too; Firefox's
   * driver can drag no files: there a script of the page makes the same events.
   */
  async drop(selector: string, paths: readonly string[]): Promise<void> {
    const box = await (await this.#shown(selector)).boundingBox();
    if (!box) throw new Error(`${selector} is not shown.`);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    if (this.name === "Chromium") {
      const session = await this.page.createCDPSession();
      const data = { items: [], files: [...paths], dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"] as const) {
        await session.send("Input.dispatchDragEvent", { type, ...at, data });
      }
      await session.detach();
      return;
    }
    const files = paths.map((path) => ({ name: basename(path), base64: readFileSync(path, "base64") }));
    await this.run(
      `const dataTransfer = new DataTransfer();
       for (const { name, base64 } of arguments[1]) {
         const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
         dataTransfer.items.add(new File([bytes], name));
       }
       const target = document.elementFromPoint(arguments[0].x, arguments[0].y);
       for (const type of ["dragenter", "dragover", "drop"]) {
         target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
       }`,
      at,
      files,
    );
  }

  async setTheme(theme: "light" | "dark"): Promise<void> {
    while ((await this.run<string>("return document.documentElement.dataset.theme")) !== theme) {
      await this.click("#theme");
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /**
   * Scrolls at once, and waits until it stands still for two frames: on a page that glides, or that something above has
   * just made longer, it is not where a click would be.
   */
  async #shown(selector: string): Promise<ElementHandle> {
    const element = await this.page.$(selector);
    if (!element) throw new Error(`There is no ${selector}.`);
    await waitFor(
      this,
      `const place = document.querySelector(${JSON.stringify(selector)});
       place.scrollIntoView({ block: "center", behavior: "instant" });
       const { top } = place.getBoundingClientRect();
       return new Promise((resolve) => {
         const look = () => resolve(place.getBoundingClientRect().top === top);
         requestAnimationFrame(() => requestAnimationFrame(look));
       });`,
    );
    return element;
  }
}
