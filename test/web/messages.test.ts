import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { afterEach, describe, expect, it } from "vitest";
import * as de from "../../src/web/messages/de.ts";
import * as en from "../../src/web/messages/en.ts";
import * as es from "../../src/web/messages/es.ts";
import { fillPage } from "../../src/web/messages/fill-page.ts";
import { moment, number, plural, setLocale, short } from "../../src/web/messages/format.ts";
import { speak, t } from "../../src/web/messages/t.ts";
import * as zh from "../../src/web/messages/zh.ts";

afterEach(() => {
  setLocale("en");
  speak(en.texts);
});

const tags = (html: string): string[] => (html.match(/<[^>]*>/g) ?? []).sort();

describe("the messages", () => {
  it.each([
    ["en", en],
    ["de", de],
    ["es", es],
    ["zh", zh],
  ] as const)("fill the whole page in %s, with English's markup", (_, { page, texts }) => {
    const { document } = parseHTML(readFileSync("src/web/index.html", "utf8"));
    fillPage(document, { ...texts, ...page });
    for (const element of document.querySelectorAll("[data-t]")) expect(element.textContent).not.toBe("");
    for (const [key, text] of Object.entries(en.page)) {
      expect(tags(page[key as keyof typeof page]), key).toEqual(tags(text));
    }
  });

  it("are all in the page: none is left over, and none is missing", () => {
    const { document } = parseHTML(readFileSync("src/web/index.html", "utf8"));
    const named = [...document.querySelectorAll("*")].flatMap(({ attributes }) =>
      [...attributes].flatMap(({ name, value }) => (name.startsWith("data-t") ? [value] : [])),
    );
    expect(Object.keys(en.page).filter((key) => !named.includes(key))).toEqual([]);
    expect(() => fillPage(document, { ...en.page })).toThrow("index.html: expected a text called");
  });

  it("write numbers, plurals and times as each language does", () => {
    const forms = { one: "step", other: "steps" };
    expect([number(6000), number(0.5, 2), short(0.12345), plural(1, forms), plural(2280, forms)]).toEqual([
      "6,000",
      "0.50",
      "0.123",
      "1 step",
      "2,280 steps",
    ]);
    setLocale("de");
    speak(de.texts);
    expect([number(6000), t("percent", 0.987), t("titleOf", "best", 1, 7, "")]).toEqual([
      "6.000",
      "98,7 %",
      "best, 1 Epoche, Startwert 7",
    ]);
    expect(t("standClear", 1, 7, 10)).toBe(
      "Nach 1 Schritt stehen 7 von 10 Klassen frei von ihren Nachbarn, in allen Dimensionen.",
    );
    expect(moment(0)).toMatch(/1\.?\s?\D*1970/);
    setLocale("es");
    speak(es.texts);
    // Spanish sets thousands apart from five digits on.
    expect([number(6000), number(60000), t("drawings", 1, false), t("drawings", 3, false)]).toEqual([
      "6000",
      "60.000",
      "1 dibujo",
      "3 dibujos",
    ]);
    setLocale("zh-Hans");
    speak(zh.texts);
    expect([t("percent", 0.987), t("drawings", 3, false)]).toEqual(["98.7%", "3 幅画"]);
  });
});
