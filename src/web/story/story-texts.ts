import type { Language } from "../messages/languages.ts";
import type { story as english } from "../messages/story/en.ts";
import type { Message } from "../messages/t.ts";

/** What the story says: as English does. */
export type StoryTexts = { readonly [K in keyof typeof english]: Message<(typeof english)[K]> };

const loaders: Readonly<Record<Language, () => Promise<{ readonly story: StoryTexts }>>> = {
  en: () => import("../messages/story/en.ts"),
  de: () => import("../messages/story/de.ts"),
  es: () => import("../messages/story/es.ts"),
  zh: () => import("../messages/story/zh.ts"),
};

export const loadStoryTexts = async (language: Language): Promise<StoryTexts> => (await loaders[language]()).story;
