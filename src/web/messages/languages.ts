import { fillPage } from "./fill-page.ts";
import { setLocale } from "./format.ts";
import { type PageTexts, speak, type Texts } from "./t.ts";

interface Messages {
  readonly page: PageTexts;
  readonly texts: Texts;
}

/** What each language calls itself, and its BCP 47 tag. */
export const languages = {
  en: { name: "English", tag: "en" },
  de: { name: "Deutsch", tag: "de" },
  es: { name: "Español", tag: "es" },
  zh: { name: "中文", tag: "zh-Hans" },
} as const;
export type Language = keyof typeof languages;

/** English is there from the beginning; the others are loaded when they are spoken. */
const loaders: Readonly<Record<Exclude<Language, "en">, () => Promise<Messages>>> = {
  de: () => import("./de.ts"),
  es: () => import("./es.ts"),
  zh: () => import("./zh.ts"),
};

const KEY = "language";

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text);

/** Storage is refused to pages in some settings: then the page's address keeps the choice. */
function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The visitor's choice, else the first of the browser's languages that the page speaks, else English. */
function wanted(): Language {
  const chosen = new URLSearchParams(location.search).get(KEY) ?? stored();
  const first = [chosen ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage);
  return first ?? "en";
}

/** Has the page speak its visitor's language. Returns which one that is. */
export async function startLanguage(): Promise<Language> {
  const language = wanted();
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

/** Opens the page anew in another language: all that it shows is made of texts of one language. */
export function changeLanguage(language: Language): void {
  const address = new URL(location.href);
  address.searchParams.delete(KEY);
  try {
    localStorage.setItem(KEY, language);
  } catch {
    address.searchParams.set(KEY, language);
  }
  if (address.href === location.href) location.reload();
  else location.replace(address);
}
