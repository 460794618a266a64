// How numbers, plurals and dates are written in the language of the page.

let locale = "en";
let formats = new Map<number, Intl.NumberFormat>();
let rules = new Intl.PluralRules(locale);

/** @param tag a BCP 47 language tag */
export function setLocale(tag: string): void {
  locale = tag;
  formats = new Map();
  rules = new Intl.PluralRules(tag);
}

/** @param digits after the point; default: as many as an integer needs, none */
export function number(value: number, digits = 0): string {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format.format(value);
}

/** To three digits that count, as the marks of an axis have it. */
export const short = (value: number): string => value.toLocaleString(locale, { maximumSignificantDigits: 3 });

/** The form of a word that a count asks for, after the count; `other` where a language has no form of its own. */
export function plural(
  count: number,
  forms: { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>,
): string {
  return `${number(count)} ${forms[rules.select(count)] ?? forms.other}`;
}

/** A day and a time of it. @param at milliseconds since 1970 */
export const moment = (at: number): string =>
  new Date(at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
