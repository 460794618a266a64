/** What each language calls itself, and its BCP 47 tag. */
export const languages = {
  en: { name: "English", tag: "en" },
  de: { name: "Deutsch", tag: "de" },
  es: { name: "Español", tag: "es" },
  zh: { name: "中文", tag: "zh-Hans" },
} as const;
export type Language = keyof typeof languages;

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
export function wantedLanguage(): Language {
  const chosen = new URLSearchParams(location.search).get(KEY) ?? stored();
  const first = [chosen ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage);
  return first ?? "en";
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
