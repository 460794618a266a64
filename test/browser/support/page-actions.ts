import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Language, languages } from "../../../src/web/messages/languages.ts";
import { type Place, type Visitor, waitFor } from "./visitor.ts";

/** Opens the page, keeps what its policy refuses and what it saves, and waits until it is ready. */
export async function openPage(visitor: Visitor, url: string): Promise<void> {
  await visitor.goto(url);
  await visitor.run(`
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      violations.push(event.violatedDirective + " " + event.blockedURI);
    });
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      globalThis.saved = blob;
      return make.call(URL, blob);
    };
  `);
  await waitFor(visitor, 'return !document.querySelector("#start").disabled');
}

export const text = (visitor: Visitor, selector: string): Promise<string> =>
  visitor.run("return document.querySelector(arguments[0]).textContent.trim()", selector);

export const violations = (visitor: Visitor): Promise<string[]> => visitor.run("return globalThis.violations");

/** Sets a field as typing would. */
export async function fill(visitor: Visitor, selector: string, value: string | number): Promise<void> {
  await visitor.run(
    `const field = document.querySelector(arguments[0]);
     field.value = arguments[1];
     field.dispatchEvent(new Event("input", { bubbles: true }));
     field.dispatchEvent(new Event("change", { bubbles: true }));`,
    selector,
    String(value),
  );
}

/** Waits for the end of the run. */
export const waitUntilDone = (visitor: Visitor, seconds = 120): Promise<unknown> =>
  waitFor(
    visitor,
    `return document.querySelector("#status").textContent.startsWith("Done") &&
       document.querySelector("#fingerprint").textContent.length === 64`,
    seconds,
  );

/** Trains from the beginning to the end, whatever has been trained before. */
export async function trainToTheEnd(visitor: Visitor): Promise<void> {
  await visitor.run('document.querySelector("#fingerprint").textContent = ""');
  await visitor.click("#start");
  await waitUntilDone(visitor);
}

export async function draw(visitor: Visitor, pad: string, drawing: readonly (readonly Place[])[]): Promise<void> {
  await visitor.click(`#${pad} .pad-head button:last-child`);
  for (const stroke of drawing) await visitor.stroke(`#${pad} .pad`, stroke);
}

/** Presses a button that saves, and returns the file's bytes. */
export async function save(visitor: Visitor, selector: string): Promise<Uint8Array> {
  await visitor.run("globalThis.saved = undefined");
  await visitor.click(selector);
  await waitFor(visitor, "return globalThis.saved !== undefined");
  const base64 = await visitor.run<string>(`
    return globalThis.saved.arrayBuffer().then((buffer) => {
      let binary = "";
      for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
      return btoa(binary);
    });
  `);
  return new Uint8Array(Buffer.from(base64, "base64"));
}

export const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong in the page as it is. */
export const axeViolationsNow = (visitor: Visitor): Promise<string[]> =>
  visitor.run<string[]>(`
    if (!globalThis.axe) { ${axe} }
    // Colours that are still gliding from one theme to the other are not those that are meant.
    return new Promise((resolve) => setTimeout(resolve, 250)).then(() => axe.run()).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
        id + " " + target.join(" ") + ": " + failureSummary)));
  `);

/** What axe finds wrong, in both themes. */
export async function axeViolations(visitor: Visitor): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    await visitor.setTheme(theme);
    found.push(...(await axeViolationsNow(visitor)).map((each) => `${theme}: ${each}`));
  }
  return found;
}

/** Waits until the page speaks a language and is ready. */
export const speaks = (visitor: Visitor, language: Language) =>
  waitFor(
    visitor,
    `return document.documentElement.lang === "${languages[language].tag}" && !document.querySelector("#start").disabled`,
  );

/** Chooses a language in the page, which opens anew: until it has, its old self may go away under a question. */
export async function choose(visitor: Visitor, language: Language): Promise<void> {
  await fill(visitor, "#language", language);
  for (let attempt = 0; attempt < 5; attempt++) {
    const hasGone = await speaks(visitor, language).then(
      () => false,
      (error: Error) => /navigat|context|document unloaded/i.test(error.message),
    );
    if (!hasGone) break;
  }
  await speaks(visitor, language);
}
