import { changeLanguage, type Language, languages } from "../messages/languages.ts";
import { element } from "./elements.ts";

/**
 * The field in which the page's language is chosen.
 * @param leave called before the page is opened anew; false to stay
 */
export function startLanguageField(language: Language, leave: () => Promise<boolean>): void {
  const field = element("language", HTMLSelectElement);
  for (const [value, { name, tag }] of Object.entries(languages)) {
    const option = new Option(name, value, false, value === language);
    option.lang = tag;
    field.add(option);
  }
  field.addEventListener("change", () => {
    void leave().then((isLeaving) => {
      if (isLeaving) changeLanguage(field.value as Language);
      else field.value = language;
    });
  });
}
