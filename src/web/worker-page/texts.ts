import { fillPage } from "../messages/fill-page.ts";
import { setLocale } from "../messages/format.ts";
import { type Language, languages, wantedLanguage } from "../messages/languages.ts";
import type { Message } from "../messages/t.ts";
import { texts as english } from "./texts/en.ts";

/** What a language says in the page of a worker. */
export type WorkerTexts = { readonly [K in keyof typeof english]: Message<(typeof english)[K]> };

const loaders: Readonly<Record<Exclude<Language, "en">, () => Promise<{ readonly texts: WorkerTexts }>>> = {
  de: () => import("./texts/de.ts"),
  es: () => import("./texts/es.ts"),
  zh: () => import("./texts/zh.ts"),
};

/** Has the page speak its visitor's language. */
export async function startTexts(): Promise<{ readonly language: Language; readonly texts: WorkerTexts }> {
  const language = wantedLanguage();
  if (language === "en") return { language, texts: english };
  const { texts } = await loaders[language]();
  const { tag } = languages[language];
  setLocale(tag);
  fillPage(document, texts);
  document.documentElement.lang = tag;
  return { language, texts };
}
