import { fillPage } from "./fill-page.ts";
import { setLocale } from "./format.ts";
import { type Language, languages, wantedLanguage } from "./languages.ts";
import { type PageTexts, speak, type Texts } from "./t.ts";

interface Messages {
  readonly page: PageTexts;
  readonly texts: Texts;
}

/** English is there from the beginning; the others are loaded when they are spoken. */
const loaders: Readonly<Record<Exclude<Language, "en">, () => Promise<Messages>>> = {
  de: () => import("./de.ts"),
  es: () => import("./es.ts"),
  zh: () => import("./zh.ts"),
};

/** Has the page speak its visitor's language. Returns which one that is. */
export async function startLanguage(): Promise<Language> {
  const language = wantedLanguage();
  if (language === "en") return "en";
  try {
    const { page, texts } = await loaders[language]();
    const { tag } = languages[language];
    setLocale(tag);
    speak(texts);
    fillPage(document, { ...texts, ...page });
    document.documentElement.lang = tag;
    return language;
  } catch {
    // The server is out of reach, and the language has never been loaded.
    return "en";
  }
}
