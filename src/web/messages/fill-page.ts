/** Attributes of index.html that name a text, and what they fill: the element itself, or one of its attributes. */
const PLACES = {
  "data-t": undefined,
  "data-t-label": "aria-label",
  "data-t-placeholder": "placeholder",
  "data-t-content": "content",
} as const;

/**
 * Writes texts where a page names them.
 * @param texts those of a language: HTML
 * @throws TypeError if the page names one that is not there: a mistake in index.html
 */
export function fillPage(page: Document, texts: Readonly<Record<string, unknown>>): void {
  for (const [name, attribute] of Object.entries(PLACES)) {
    for (const element of page.querySelectorAll(`[${name}]`)) {
      const key = element.getAttribute(name) ?? "";
      const text = texts[key];
      if (typeof text !== "string") throw new TypeError(`index.html: expected a text called "${key}".`);
      if (attribute) element.setAttribute(attribute, text);
      else element.innerHTML = text;
    }
  }
}
