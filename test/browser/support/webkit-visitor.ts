import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { type Place, type Visitor, withSteps } from "./visitor.ts";

const MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
// Code points that WebDriver gives to keys without a character.
const KEYS: Record<string, string> = {
  Delete: "\uE017",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return (address as { port: number }).port;
}

/** WebKitGTK's MiniBrowser, by WebDriver (W3C, "WebDriver"). */
export class WebKitVisitor implements Visitor {
  readonly name = "WebKitGTK";
  readonly #driver: ChildProcess;
  readonly #base: string;
  #session = "";

  private constructor(driver: ChildProcess, base: string) {
    this.#driver = driver;
    this.#base = base;
  }

  static async start(): Promise<WebKitVisitor> {
    const port = await freePort();
    const command = [
      "-a",
      "-s",
      "-screen 0 1400x1000x24",
      "dbus-run-session",
      "--",
      "WebKitWebDriver",
      `--port=${port}`,
    ];
    // A process group of its own, so that all of it can be ended.
    const driver = spawn("xvfb-run", command, {
      detached: true,
      stdio: "ignore",
      env: {
        ...process.env,
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
        // Without a graphics card pages are painted by Mesa's software renderer, which now and then crashes; Skia's own
        // painting on the processor does not, and is as quick.
        WEBKIT_SKIA_ENABLE_CPU_RENDERING: "1",
      },
    });
    let lost: Error | undefined;
    driver.once("error", (error) => {
      lost = error;
    });
    const visitor = new WebKitVisitor(driver, `http://127.0.0.1:${port}`);
    const capabilities = {
      alwaysMatch: { "webkitgtk:browserOptions": { binary: MINI_BROWSER, args: ["--automation"] } },
    };
    for (let attempt = 0; ; attempt++) {
      try {
        const { sessionId } = (await visitor.#call("POST", "/session", { capabilities })) as { sessionId: string };
        visitor.#session = `/session/${sessionId}`;
        break;
      } catch (error) {
        if (lost || attempt === 100) throw lost ?? error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    await visitor.#command("/timeouts", { script: 120_000, pageLoad: 60_000 });
    await visitor.#command("/window/rect", { width: 1280, height: 900 });
    return visitor;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#base + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: { error?: string; message?: string } };
    if (!response.ok) throw new Error(`WebKitGTK: ${value.error}: ${value.message}`);
    return value;
  }

  #command(path: string, body: unknown): Promise<unknown> {
    return this.#call("POST", this.#session + path, body);
  }

  async goto(url: string): Promise<void> {
    await this.#command("/url", { url });
  }

  async run<T>(body: string, ...args: unknown[]): Promise<T> {
    const script = `const done = arguments[arguments.length - 1];
      const given = Array.prototype.slice.call(arguments, 0, -1);
      Promise.resolve().then(() => (function () { ${body} })(...given))
        .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const result = (await this.#command("/execute/async", { script, args })) as { value?: T; error?: string };
    if (result.error !== undefined) throw new Error(`WebKitGTK: ${result.error}`);
    return result.value as T;
  }

  async #find(selector: string): Promise<string> {
    const found = (await this.#command("/element", { using: "css selector", value: selector })) as Record<
      string,
      string
    >;
    return found[ELEMENT];
  }

  async #show(selector: string): Promise<void> {
    await this.run(
      'document.querySelector(arguments[0]).scrollIntoView({ block: "center", behavior: "instant" })',
      selector,
    );
  }

  async click(selector: string): Promise<void> {
    await this.#show(selector);
    await this.#command(`/element/${await this.#find(selector)}/click`, {});
  }

  async press(selector: string, keys: readonly string[]): Promise<void> {
    await this.#show(selector);
    await this.run("document.querySelector(arguments[0]).focus()", selector);
    const actions = keys.flatMap((key) => {
      const value = KEYS[key] ?? key;
      return [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ];
    });
    await this.#command("/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async stroke(selector: string, places: readonly Place[]): Promise<void> {
    await this.#show(selector);
    const box = await this.run<{ x: number; y: number; width: number; height: number }>(
      "return document.querySelector(arguments[0]).getBoundingClientRect().toJSON()",
      selector,
    );
    const moves = withSteps(places).map(([x, y]) => ({
      type: "pointerMove",
      duration: 10,
      x: Math.round(box.x + x * box.width),
      y: Math.round(box.y + y * box.height),
    }));
    const actions = [moves[0], { type: "pointerDown", button: 0 }, ...moves.slice(1), { type: "pointerUp", button: 0 }];
    await this.#command("/actions", {
      actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }],
    });
  }

  /**
   * WebKitGTK is built without touch in its driver: a script of the page makes the events. The first finger has the number
   * of the mouse, the only one that can be captured then.
   */
  async touch(selector: string, fingers: readonly (readonly Place[])[]): Promise<void> {
    await this.#show(selector);
    await this.run(
      `const [selector, fingers] = arguments;
       const target = document.querySelector(selector);
       const box = target.getBoundingClientRect();
       const send = (type, finger, [x, y]) => target.dispatchEvent(new PointerEvent(type, {
         view: window, bubbles: true, cancelable: true, composed: true,
         pointerId: finger + 1, pointerType: "touch", isPrimary: finger === 0,
         clientX: box.x + x * box.width, clientY: box.y + y * box.height,
         button: type === "pointermove" ? -1 : 0, buttons: type === "pointerup" ? 0 : 1,
       }));
       for (const [finger, [place]] of fingers.entries()) send("pointerdown", finger, place);
       let i = 1;
       return new Promise((resolve) => {
         const step = () => {
           if (i < fingers[0].length) {
             for (const [finger, places] of fingers.entries()) send("pointermove", finger, places[i]);
             i++;
             setTimeout(step, 10);
             return;
           }
           for (const [finger, places] of [...fingers.entries()].reverse()) send("pointerup", finger, places[i - 1]);
           if (target.hasPointerCapture(1)) target.releasePointerCapture(1);
           resolve();
         };
         setTimeout(step, 10);
       });`,
      selector,
      fingers.map(withSteps),
    );
  }

  async upload(selector: string, path: string): Promise<void> {
    await this.#command(`/element/${await this.#find(selector)}/value`, { text: path });
  }

  async setTheme(theme: "light" | "dark"): Promise<void> {
    while ((await this.run<string>("return document.documentElement.dataset.theme")) !== theme) {
      await this.click("#theme");
    }
  }

  async close(): Promise<void> {
    if (this.#session) await this.#call("DELETE", this.#session).catch(() => {});
    const { pid } = this.#driver;
    if (pid !== undefined && this.#driver.exitCode === null) process.kill(-pid, "SIGTERM");
  }
}
