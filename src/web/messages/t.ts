import { texts as english } from "./en.ts";

/** A text of the same kind as another: with the same values in it, or a list of as many. */
export type Message<M> = M extends (...values: infer V) => string
  ? (...values: V) => string
  : M extends string
    ? string
    : M;

/** What a language says where the page makes its texts: as English does, so that the type checker finds what is missing. */
export type Texts = { readonly [K in keyof typeof english]: Message<(typeof english)[K]> };

/** What a language says where index.html has an empty element: HTML. */
export type PageTexts = { readonly [K in keyof typeof import("./en.ts").page]: string };

type Values<K extends keyof Texts> = Texts[K] extends (...values: infer V) => string ? V : [];

let current: Texts = english;

/** Has `t` speak another language: before anything is said. */
export function speak(texts: Texts): void {
  current = texts;
}

/** A text in the language of the page, with what it tells of. */
export function t<K extends keyof Texts>(key: K, ...values: Values<K>): string {
  const message = current[key] as string | ((...values: unknown[]) => string);
  return typeof message === "string" ? message : message(...values);
}
